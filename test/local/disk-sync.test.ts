import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDiskSync } from '../../infra/local/disk-sync.ts';
import { lambda, permission, type Resources, ref, startSmall, stopAll } from './small-app.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-cloud-sync-'));
});
afterEach(async () => {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
});

describe('the sync of the log', () => {
  test('who asks during a sync waits for the next one, and all of them for the same', async () => {
    writeFileSync(join(folder, 'db-wal'), 'x');
    const disk = await openDiskSync(join(folder, 'db'));
    const order: string[] = [];
    const ask = (name: string) => disk.synced().then(() => order.push(name));
    const first = ask('first');
    const second = disk.synced();
    expect(disk.synced()).toBe(second);
    await Promise.all([first, second.then(() => order.push('second'))]);
    expect(order).toEqual(['first', 'second']);
    await disk.close();
  });

  test('without a log there is no start that promises it', async () => {
    await expect(openDiskSync(join(folder, 'none'))).rejects.toThrow(/ENOENT/);
  });

  test('a cloud with FULL starts, answers a POST and starts again', async () => {
    const app: Resources = {
      ...lambda('Api'),
      Let: permission('Api', 'apigateway.amazonaws.com'),
      Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
      Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: ref('Http'), StageName: '$default' } },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: ref('Http'),
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: { 'Fn::GetAtt': ['Api', 'Arn'] },
          PayloadFormatVersion: '2.0',
        },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: ref('Http'),
          RouteKey: '$default',
          Target: { 'Fn::Sub': 'integrations/$' + '{Integration}' },
        },
      },
    };
    for (let start = 0; start < 2; start += 1) {
      const cloud = await startSmall(app, { Api: () => async () => 'done' }, { data: { folder }, synchronous: 'FULL' });
      const response = await fetch(cloud.url, { method: 'POST' });
      expect(await response.text()).toBe('done');
      await cloud.stop();
    }
  });
});
