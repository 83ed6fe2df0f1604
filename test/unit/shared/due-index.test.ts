import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type DueWork, defineModule, dueWork } from '../../../shared/module.ts';
import { DUE_SHARDS, dueItem } from '../../../shared/table/due-index.ts';
import { defineEntity, fromItem, type Stored, toItem } from '../../../shared/table/entity.ts';
import type { TenantId } from '../../../shared/values/ids.ts';

const Reminder = z.object({ id: z.string(), at: z.string().optional(), person: z.string().optional() });
type Reminder = z.infer<typeof Reminder>;
const listless = { schema: Reminder, listed: false, audited: false } as const;
const plain = defineEntity({ name: 'test.reminder', ...listless });
const timed = defineEntity({ name: 'test.reminder', ...listless, due: 'at', dueGroup: 'person' });

const WRITTEN = '2026-03-02T09:00:00.000Z';
const recordOf = (more: Partial<Reminder> = {}): Stored<Reminder> => ({
  ...{ id: 'rem_1', tenantId: 'ten_a' as TenantId, version: 1, createdAt: WRITTEN, updatedAt: WRITTEN },
  ...more,
});

describe('the keys of what falls due', () => {
  test('a record without an instant is the same item as one of an entity that never falls due', () => {
    for (const record of [recordOf(), recordOf({ person: 'p1' })])
      expect(toItem(timed, record)).toEqual(toItem(plain, record));
  });

  test.each([
    ['overdue', '2026-03-02T08:00:00.000Z', 'soon'],
    ['in 15 minutes', '2026-03-02T09:15:00.000Z', 'soon'],
    ['in more than a queue holds back', '2026-03-02T09:15:00.001Z', 'later'],
    ['in a year', '2027-03-02T09:00:00.000Z', 'later'],
  ])('%s', (_, at, kind) => {
    const item = toItem(timed, recordOf({ at, person: 'p1' }));
    expect(item.duepk).toMatch(new RegExp(`^p#due#${kind}#[0-${DUE_SHARDS - 1}]$`));
    expect(item.duesk).toBe(`${at}#p1`);
  });

  test.each([
    ['without milliseconds', '2026-03-02T09:05:00Z'],
    ['of another zone', '2026-03-02T10:05:00.000+01:00'],
  ])('an instant %s sorts among the others', (_, at) => {
    expect(toItem(timed, recordOf({ at })).duesk).toBe('2026-03-02T09:05:00.000Z#');
  });

  test('say what a message needs, and are no part of the record', () => {
    const record = recordOf({ at: '2026-03-02T09:05:00.000Z', person: 'p#1' });
    const item = toItem(timed, record);
    const { duesk, pk, sk } = item;
    expect(dueItem({ duesk, pk, sk })).toEqual({
      tenantId: 'ten_a',
      entity: 'test.reminder',
      pk: 't#ten_a#test.reminder#rem_1',
      sk: 'r',
      due: '2026-03-02T09:05:00.000Z',
      group: 'p#1',
    });
    expect(fromItem(timed, item)).toEqual(record);
  });

  test('spread over the shards', () => {
    const keys = Array.from(
      '0123456789abcdefghjkmnpqrstvwxyz',
      (end) => toItem(timed, { ...recordOf({ at: WRITTEN }), id: `rem_${end}` }).duepk,
    );
    expect(new Set(keys).size).toBe(DUE_SHARDS);
  });

  test('what is no instant is refused', () => {
    expect(() => toItem(timed, recordOf({ at: 'tomorrow' }))).toThrow('"tomorrow" is no instant');
  });
});

describe('due work is declared whole, or the module does not load', () => {
  const run = async () => async () => {};
  const work = dueWork({ entity: timed, name: 'remind', run });
  const define = (entities: readonly unknown[], due: readonly DueWork[]) =>
    defineModule({ name: 'test', summary: 'Reminds.', entities, due });

  test('an entity with an instant and its one work', () => {
    expect(define([timed], [work]).due).toEqual([work]);
  });

  test.each([
    ['an entity that falls due without a work', [timed], [], 'needs one work and has 0'],
    ['two works of one entity', [timed], [work, { ...work, name: 'again' }], 'needs one work and has 2'],
    ['an entity of another module', [], [work], "test.reminder is not the module's"],
    ['an entity without an instant', [plain], [dueWork({ entity: plain, name: 'remind', run })], 'no attribute "due"'],
    ['a lease that a run may outlive', [timed], [{ ...work, leaseMs: 30_000 }], 'ends within the run'],
  ])('%s', (_, entities, due, message) => {
    expect(() => define(entities, due)).toThrow(message);
  });

  test('an entity of no tenant', () => {
    expect(() => defineEntity({ name: 'test.clock', ...listless, space: 'platform', due: 'at' })).toThrow(
      'test.clock belongs to no tenant',
    );
  });
});
