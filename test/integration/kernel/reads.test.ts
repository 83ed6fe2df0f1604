import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import { tenantContext } from '../../../shared/runtime/contexts.ts';
import { defineEntity } from '../../../shared/table/entity.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { createEngineRuntime, type EngineRuntime } from '../../harness/engine-runtime.ts';

const part = defineEntity({ name: 'test.part', schema: z.object({ id: z.string(), text: z.string() }) });
const place = defineEntity({ name: 'test.place', schema: z.object({ id: z.string() }), listed: false });

let base: EngineRuntime;
let calls: string[];
let context: Context;

beforeEach(async () => {
  base = createEngineRuntime();
  const tenantId = 'ten_00000000000000000000000000' as TenantId;
  const client = base.runtime.tenantTable(tenantId);
  calls = [];
  const counted = Object.create(client) as DynamoDBDocumentClient;
  counted.send = ((command: object) => {
    calls.push(command.constructor.name);
    return client.send(command as GetCommand);
  }) as typeof client.send;
  context = tenantContext(
    { ...base.runtime, tenantTable: () => counted },
    { tenantId, actor: { kind: 'user', id: 'usr_1' }, correlationId: 'corr', causationId: 'req' },
  );
  await commit(context, async (work) => {
    for (const id of ['a', 'b']) work.create(part, { id, text: id });
    for (const id of ['p', 'q']) work.create(place, { id });
  });
  calls = [];
});
afterEach(() => base.close());

describe('reads', () => {
  it('that are asked for side by side go out in one call, whatever they are of', async () => {
    const { records } = context;
    const [a, missing, places] = await Promise.all([
      records.get(part, 'a'),
      records.get(part, 'none'),
      records.getMany(place, ['q', 'p', 'none', 'q']),
    ]);
    expect([a?.text, missing, places.map(({ id }) => id)]).toEqual(['a', undefined, ['q', 'p']]);
    expect(calls).toEqual(['BatchGetCommand']);
  });

  it('of one record are one plain read, also where two ask for it', async () => {
    await Promise.all([context.records.need(part, 'a'), context.records.get(part, 'a')]);
    expect(calls).toEqual([GetCommand.name]);
  });

  it('of more than a call holds take as many as are needed', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => `p${index}`);
    await context.records.getMany(place, ids);
    expect(calls).toHaveLength(3);
  });

  it('that fail fail for everybody who asked', async () => {
    base.close();
    const answers = await Promise.allSettled([context.records.get(part, 'a'), context.records.get(part, 'b')]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    base = createEngineRuntime();
  });
});

describe('a commit', () => {
  it('reads a record once, however many of its parts ask for it, and sees what it writes', async () => {
    await commit(context, async (work) => {
      const before = await work.records.need(part, 'a');
      expect(await work.records.getMany(part, ['b', 'a'])).toMatchObject([{ id: 'b' }, { id: 'a' }]);
      work.update(part, before, { text: 'changed' });
      expect(await work.records.get(part, 'a')).toMatchObject({ text: 'changed', version: 2 });
      work.remove(part, await work.records.need(part, 'b'));
      expect(await work.records.getMany(part, ['a', 'b'])).toMatchObject([{ id: 'a' }]);
      await expect(work.records.need(part, 'b')).rejects.toMatchObject({ kind: 'not_found' });
    });
    expect(calls).toEqual([GetCommand.name, GetCommand.name, TransactWriteCommand.name]);
  });

  it('that is decided anew reads anew', async () => {
    let attempts = 0;
    await commit(context, async (work) => {
      attempts += 1;
      const before = await work.records.need(part, 'a');
      if (attempts === 1) await commit(context, async (other) => void other.update(part, before, { text: 'first' }));
      work.update(part, before, { text: `${before.text} second` });
    });
    expect(await context.records.need(part, 'a')).toMatchObject({ text: 'first second', version: 3 });
  });
});
