// Requests that arrive together share a commit, and nothing else.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { localClientSettings, openTableEngine } from '../../../infra/local/table/index.ts';
import { s, streamed, TABLE } from './fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'table-group-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(name: string) {
  const engine = openTableEngine({ path: join(folder, name), synchronous: 'FULL', now: Date.now });
  engine.createTable(streamed);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(localClientSettings(engine)));
  const put = (sk: string, more: object = {}) =>
    client.send(new PutCommand({ TableName: TABLE, Item: { pk: 'p', sk }, ...more }));
  return { engine, put };
}

describe('requests at once', () => {
  it('are told of each other by nothing but the order: one that fails leaves the others alone', async () => {
    const { engine, put } = open('order.db');
    const onlyOnce = { ConditionExpression: 'attribute_not_exists(pk)' };
    const results = await Promise.allSettled([put('1', onlyOnce), put('2'), put('1', onlyOnce), put('3')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect([...engine.scanAll(TABLE)].map((each) => each.sk)).toEqual(['1', '2', '3'].map(s));
    engine.close();
  });

  it('are all refused when their commit fails, and none of them is there', async () => {
    const { engine, put } = open('full.db');
    await put('first');
    const { page_count: pages } = engine.database.prepare('PRAGMA page_count').get() as { readonly page_count: number };
    engine.database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const large = { Item: { pk: 'p', sk: 'large', fill: 'x'.repeat(50_000) } };
    const results = await Promise.allSettled([put('second'), put('large', large), put('third')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(results[0]).toMatchObject({ reason: { name: 'InternalServerError' } });
    expect([...engine.scanAll(TABLE)].map((each) => each.sk)).toEqual([s('first')]);
    engine.close();
  });

  it('tell the listeners once, after the commit', async () => {
    const { engine, put } = open('listeners.db');
    const told: boolean[] = [];
    engine.onCommit(() => {
      told.push(engine.database.isTransaction);
    });
    await Promise.all([put('1'), put('2'), put('3')]);
    expect(told).toEqual([false]);
    engine.close();
  });
});
