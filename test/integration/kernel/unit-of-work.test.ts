import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Item } from '../../../infra/local/table/index.ts';
import type { Context } from '../../../shared/context.ts';
import { defineEvent } from '../../../shared/events/event.ts';
import { reject } from '../../../shared/rejection.ts';
import { tenantContext } from '../../../shared/runtime/contexts.ts';
import { entryHash } from '../../../shared/table/audit-chain.ts';
import { AlreadyCommitted, type CommitMarker } from '../../../shared/table/commit-marker.ts';
import { defineEntity } from '../../../shared/table/entity.ts';
import { eventLog, inboxEntry, loopEvents } from '../../../shared/table/event-log.ts';
import { auditEntry, numberSeries } from '../../../shared/table/kernel-entities.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { createEngineRuntime, type EngineRuntime, TEST_TABLE } from '../../harness/engine-runtime.ts';

const note = defineEntity({
  name: 'test.note',
  schema: z.object({
    id: z.string(),
    text: z.string(),
    owner: z.string().optional(),
    correlationId: z.string().optional(),
  }),
  lists: { byOwner: { slot: 'gsi2', by: ['owner'] }, byText: { slot: 'gsi3', by: [], sortBy: 'text' } },
});
const level = defineEntity({
  name: 'test.level',
  schema: z.object({
    id: z.string(),
    available: z.number(),
    reserved: z.number(),
    places: z.record(z.string(), z.object({ reserved: z.number() })),
  }),
  audited: false,
});
const noted = defineEvent('test.note.noted', 1, z.object({ text: z.string() }), { summary: 'A note.', terminal: true });

let base: EngineRuntime;
const A = 'ten_00000000000000000000000000' as TenantId;
const B = 'ten_00000000000000000000000001' as TenantId;
const contextOf = (tenantId: TenantId = A, marker?: CommitMarker): Context =>
  tenantContext(base.runtime, {
    tenantId,
    actor: { kind: 'user', id: 'usr_1' },
    correlationId: 'corr',
    causationId: 'req',
    marker,
  });
/** How many events each unsent item holds. */
const unsent = () =>
  [...base.engine.scanAll(TEST_TABLE)]
    .flatMap((item) => (item.outboxpk === undefined ? [] : [eventsIn(item)]))
    .sort((a, b) => a - b);
const eventsIn = ({ events }: Item) => (events !== undefined && 'L' in events ? events.L.length : 0);
const itemCount = () => [...base.engine.scanAll(TEST_TABLE)].length;

beforeEach(() => {
  base = createEngineRuntime();
});
afterEach(() => base.close());

describe('commit', () => {
  it('writes state, event and audit entry together', async () => {
    const context = contextOf();
    const created = await commit(context, async (work) => {
      const record = work.create(note, { id: 'n1', text: 'Hello' });
      work.emit(noted, record, { text: 'Hello' });
      return record;
    });
    expect(created.version).toBe(1);
    const stored = await context.records.need(note, 'n1');
    expect(stored).toMatchObject({ id: 'n1', text: 'Hello', version: 1 });
    const events = loopEvents(await context.records.partition(eventLog, { correlationId: 'corr' }));
    expect(events.map(({ type, subject, sequence }) => [type, subject, sequence])).toEqual([
      ['test.note.noted', 'n1', 1],
    ]);
    expect(await context.records.partition(auditEntry, { recordId: 'n1' })).toHaveLength(1);
  });

  it('writes nothing at all when the body rejects', async () => {
    const before = itemCount();
    const attempt = commit(contextOf(), async (work) => {
      work.create(note, { id: 'n1', text: 'Hello' });
      throw reject('conflict', 'test.no', 'No.');
    });
    await expect(attempt).rejects.toMatchObject({ code: 'test.no' });
    expect(itemCount()).toBe(before);
  });

  it('carries the correlation of the subject where it has one', async () => {
    const context = contextOf();
    await commit(context, async (work) => {
      work.emit(noted, work.create(note, { id: 'n1', text: 'x', correlationId: 'loop_1' }), { text: 'x' });
    });
    expect(await context.records.partition(eventLog, { correlationId: 'loop_1' })).toHaveLength(1);
    expect(await context.records.partition(eventLog, { correlationId: 'corr' })).toHaveLength(0);
  });

  it('decides anew on fresh reads when another writer came first: no update is lost among 20', async () => {
    const context = contextOf();
    await commit(context, async (work) => work.create(note, { id: 'n1', text: '' }));
    await Promise.all(
      Array.from({ length: 20 }, () =>
        commit(context, async (work) => {
          const before = await work.records.need(note, 'n1');
          work.update(note, before, { text: `${before.text}x` });
        }),
      ),
    );
    expect((await context.records.need(note, 'n1')).text).toBe('x'.repeat(20));
  });

  it('S3: 20 parallel reservations of 1 on 10 succeed exactly 10 times, the rest read a truthful zero', async () => {
    const context = contextOf();
    await commit(context, async (work) =>
      work.create(level, { id: 'l1', available: 10, reserved: 0, places: { main: { reserved: 0 } } }),
    );
    const take = () =>
      commit(context, async (work) => {
        const stock = await work.records.need(level, 'l1');
        if (stock.available < 1) throw reject('conflict', 'test.short', `${stock.available} left`);
        work.increment(level, stock, {
          add: { available: -1, reserved: 1, 'places.main.reserved': 1 },
          atLeast: { available: 1 },
        });
      });
    const results = await Promise.allSettled(Array.from({ length: 20 }, take));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(
      results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Error).message] : [])),
    ).toEqual(Array(10).fill('0 left'));
    expect(await context.records.need(level, 'l1')).toMatchObject({
      available: 0,
      reserved: 10,
      places: { main: { reserved: 10 } },
      version: 11,
    });
  });

  it('F7: 20 takers at once get 20 numbers without a gap', async () => {
    const context = contextOf();
    const numbers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        commit(context, async (work) => {
          const number = await work.nextNumber('invoice');
          work.create(note, { id: `n${index}`, text: String(number) });
          return number;
        }),
      ),
    );
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(await context.records.need(numberSeries, { series: 'invoice' })).toMatchObject({ last: 20 });
  });

  it('commits the effect of a message once, however often and however parallel it is delivered', async () => {
    const react = () =>
      commit(contextOf(A, { kind: 'inbox', reaction: 'test.react', eventId: 'evt_1' }), async (work) => {
        const before = await work.records.get(note, 'n1');
        if (before === undefined) work.create(note, { id: 'n1', text: 'x' });
        else work.update(note, before, { text: `${before.text}x` });
      });
    const results = await Promise.allSettled([react(), react(), react()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(AlreadyCommitted);
    expect(await contextOf().records.need(note, 'n1')).toMatchObject({ text: 'x', version: 1 });
  });

  it('keeps a reaction’s events and its marker in one item, and what belongs to another loop in that loop', async () => {
    const context = contextOf(A, { kind: 'inbox', reaction: 'test.react', eventId: 'evt_1' });
    const react = (second: string) =>
      commit(context, async (work) => {
        work.emit(noted, work.create(note, { id: `n1${second}`, text: 'one' }), { text: 'one' });
        const elsewhere = work.create(note, { id: `n2${second}`, text: 'two', correlationId: 'loop_2' });
        work.emit(noted, elsewhere, { text: 'two' });
        work.emit(noted, work.create(note, { id: `n3${second}`, text: 'three' }), { text: 'three' });
      });
    await react('');
    await expect(react('again')).rejects.toBeInstanceOf(AlreadyCommitted);
    const own = await context.records.partition(eventLog, { correlationId: 'corr' });
    expect(own.map(({ entry, events, ttl }) => [entry, events.map(({ subject }) => subject), ttl])).toEqual([
      [inboxEntry('evt_1', 'test.react'), ['n1', 'n3'], undefined],
    ]);
    const other = loopEvents(await context.records.partition(eventLog, { correlationId: 'loop_2' }));
    expect(other).toMatchObject([
      { type: 'test.note.noted', version: 1, subject: 'n2', sequence: 1, correlationId: 'loop_2', causationId: 'req' },
    ]);
    expect(unsent()).toEqual([1, 2]);
  });

  it('gives events back as they were said, whether a mark tells actor and cause or the item does', async () => {
    const mark = { kind: 'inbox', reaction: 'test.react', eventId: 'evt_1' } as const;
    const reaction = {
      ...contextOf(A, mark),
      actor: { kind: 'system', id: mark.reaction },
      causationId: 'evt_1',
    } as const;
    const step = { ...reaction, marker: { ...mark, reaction: 'test.react.0' } };
    const revised = defineEvent('test.note.revised', 2, z.object({}), { summary: 'A change.', terminal: true });
    for (const [id, context] of [
      ['n1', reaction],
      ['n2', step],
      ['n3', contextOf()],
    ] as const) {
      await commit(context, async (work) => work.emit(revised, work.create(note, { id, text: 'x' }), {}));
    }
    const events = loopEvents(await contextOf().records.partition(eventLog, { correlationId: 'corr' }));
    expect(events.map(({ subject, version, actor, causationId }) => [subject, version, actor.id, causationId])).toEqual(
      [
        ['n1', 2, 'test.react', 'evt_1'],
        ['n2', 2, 'test.react', 'evt_1'],
        ['n3', 2, 'usr_1', 'req'],
      ],
    );
  });

  it('marks a message without events as dealt with, for as long as it could come again, and nothing is to send', async () => {
    const context = contextOf(A, { kind: 'inbox', reaction: 'test.react', eventId: 'evt_1' });
    await commit(context, async () => {});
    await expect(commit(context, async () => {})).rejects.toBeInstanceOf(AlreadyCommitted);
    const [mark] = await context.records.partition(eventLog, { correlationId: 'corr' });
    expect(Number(mark?.ttl) * 1000 - base.clock.now()).toBeGreaterThan(14 * 86_400_000);
    expect(unsent()).toEqual([]);
  });

  it('lets one record hold a unique value and throws the given rejection to the second', async () => {
    const claim = (id: string) =>
      commit(contextOf(), async (work) => {
        work.create(note, { id, text: 'same' });
        work.claim('test.text', 'same', id, reject('conflict', 'test.taken', 'Taken.'));
      });
    await claim('n1');
    await expect(claim('n2')).rejects.toMatchObject({ code: 'test.taken' });
    expect(await contextOf().records.get(note, 'n2')).toBeUndefined();
  });

  it('sees its own pending writes, and writes a record that was changed twice in one action', async () => {
    const context = contextOf();
    await commit(context, async (work) => {
      work.create(note, { id: 'n1', text: 'a' });
      const pending = await work.records.need(note, 'n1');
      work.update(note, pending, { text: 'b' });
      expect((await work.records.getMany(note, ['n1'])).map(({ text }) => text)).toEqual(['b']);
    });
    expect(await context.records.need(note, 'n1')).toMatchObject({ text: 'b', version: 1 });
    await commit(context, async (work) => {
      const first = work.update(note, await work.records.need(note, 'n1'), { text: 'c' });
      work.update(note, first, { text: 'd' });
    });
    expect(await context.records.need(note, 'n1')).toMatchObject({ text: 'd', version: 2 });
  });

  it('refuses to commit over a record that changed since it was read as a fact', async () => {
    const context = contextOf();
    await commit(context, async (work) => work.create(note, { id: 'n1', text: 'a' }));
    let runs = 0;
    await commit(context, async (work) => {
      const fact = await work.records.need(note, 'n1');
      runs += 1;
      if (runs === 1)
        await commit(context, async (other) => other.update(note, await other.records.need(note, 'n1'), { text: 'b' }));
      work.expectUnchanged(note, fact);
      work.create(note, { id: 'n2', text: `saw ${fact.text}` });
    });
    expect(runs).toBe(2);
    expect((await context.records.need(note, 'n2')).text).toBe('saw b');
  });
});

describe('the audit chain', () => {
  it('tells each change from what to what and by whom, and breaks when an entry is edited', async () => {
    const context = contextOf();
    await commit(context, async (work) => work.create(note, { id: 'n1', text: 'a' }));
    await commit(context, async (work) =>
      work.update(note, await work.records.need(note, 'n1'), { text: 'b' }, 'rename'),
    );
    const [first, second] = await context.records.partition(auditEntry, { recordId: 'n1' });
    expect(second).toMatchObject({
      action: 'rename',
      actor: { kind: 'user', id: 'usr_1' },
      changes: { text: { from: 'a', to: 'b' } },
    });
    expect(second?.previousHash).toBe(first?.hash);
    expect((await context.records.need(note, 'n1')).auditHash).toBe(second?.hash);
    expect(entryHash({ ...second })).toBe(second?.hash);
    expect(entryHash({ ...second, changes: { text: { from: 'a', to: 'c' } } })).not.toBe(second?.hash);
  });
});

describe('lists', () => {
  it('selects by attribute, searches by the beginning of a name, and pages without loss', async () => {
    const context = contextOf();
    for (const [id, text, owner] of [
      ['n1', 'Álfa bike', 'o1'],
      ['n2', 'alfa', 'o1'],
      ['n3', 'Beta', 'o2'],
      ['n4', 'alfalfa', undefined],
    ] as const) {
      await commit(context, async (work) => work.create(note, { id, text, ...(owner === undefined ? {} : { owner }) }));
    }
    const owned = await context.records.list(note, 'byOwner', ['o1'], { limit: 10 });
    expect(owned.records.map(({ id }) => id)).toEqual(['n2', 'n1']);
    const named = await context.records.list(note, 'byText', [], { limit: 10, startsWith: 'alfa', ascending: true });
    expect(named.records.map(({ id }) => id)).toEqual(['n2', 'n4']);
    const seen: string[] = [];
    let after: Readonly<Record<string, string>> | undefined;
    do {
      const page: Awaited<ReturnType<typeof context.records.list<{ id: string }>>> = await context.records.list(
        note,
        'all',
        [],
        { limit: 1, after },
      );
      seen.push(...page.records.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(['n4', 'n3', 'n2', 'n1']);
  });
});

describe('a list of values that are shared', () => {
  const job = defineEntity({
    name: 'test.job',
    schema: z.object({ id: z.string(), state: z.string() }),
    lists: { byState: { slot: 'gsi2', by: ['state'], shared: { planned: 'unfinished', begun: 'unfinished' } } },
  });

  it('holds a record in one place while it goes through them, and gives each by the value', async () => {
    const context = contextOf();
    const inState = async (state: string) =>
      (
        await context.records.list(job, 'byState', [state], { limit: 10, where: (record) => record.state === state })
      ).records.map(({ id }) => id);
    await commit(context, async (work) => work.create(job, { id: 'j1', state: 'planned' }));
    expect([await inState('planned'), await inState('begun')]).toEqual([['j1'], []]);
    const indexWrites = () =>
      base.engine
        .consumed()
        .rows()
        .filter(({ indexName }) => indexName === 'gsi2')
        .reduce((sum, { writeUnits }) => sum + writeUnits, 0);
    const before = indexWrites();
    const turn = (state: string) =>
      commit(context, async (work) => work.update(job, await work.records.need(job, 'j1'), { state }));
    await turn('begun');
    expect(indexWrites()).toBe(before);
    expect([await inState('planned'), await inState('begun')]).toEqual([[], ['j1']]);
    await turn('done');
    expect(indexWrites()).toBeGreaterThan(before);
    expect([await inState('begun'), await inState('done')]).toEqual([[], ['j1']]);
  });
});

describe('a stored item', () => {
  const placed = defineEntity({
    name: 'test.placed',
    schema: z.object({ shelf: z.string(), slot: z.string(), text: z.string() }),
    key: { partition: ['shelf'], sort: ['slot'] },
    listed: false,
  });
  const paired = defineEntity({
    name: 'test.paired',
    schema: z.object({ one: z.string(), two: z.string() }),
    key: { partition: ['one', 'two'] },
    listed: false,
  });
  const namesIn = (part: string) => {
    const items = [...base.engine.scanAll(TEST_TABLE)];
    const found = items.find(({ pk }) => pk !== undefined && 'S' in pk && pk.S.includes(part));
    return Object.keys(found ?? {}).sort();
  };

  it('does not repeat what its key tells, and gives the whole record back', async () => {
    const context = contextOf();
    const made = await commit(context, async (work) => {
      const fields = { shelf: 'a#b', slot: '1#2', text: 'x' };
      return work.create(placed, fields);
    });
    expect(namesIn('#test.placed#')).toEqual(['auditHash', 'createdAt', 'pk', 'sk', 'text', 'version']);
    const read = await context.records.get(placed, { shelf: 'a#b', slot: '1#2' });
    expect(read).toEqual({ ...made, auditHash: read?.auditHash });
  });

  it('keeps the parts of a key that is made of several, since they could not be told apart', async () => {
    const context = contextOf();
    await commit(context, async (work) => work.create(paired, { one: 'a#b', two: 'c' }));
    expect(namesIn('#test.paired#')).toEqual(['auditHash', 'createdAt', 'one', 'pk', 'sk', 'two', 'version']);
    expect(await context.records.get(paired, { one: 'a#b', two: 'c' })).toMatchObject({ one: 'a#b', two: 'c' });
  });

  it('has a time of change once it has changed', async () => {
    const context = contextOf();
    await commit(context, async (work) => work.create(note, { id: 'n1', text: 'a' }));
    base.clock.advance(1_000);
    await commit(context, async (work) => work.update(note, await work.records.need(note, 'n1'), { text: 'b' }));
    const { createdAt, updatedAt } = await context.records.need(note, 'n1');
    expect(Date.parse(updatedAt) - Date.parse(createdAt)).toBe(1_000);
  });
});

describe('tenancy', () => {
  it('Y2: gives nothing of another tenant, by key, list or partition', async () => {
    await commit(contextOf(A), async (work) => work.create(note, { id: 'n1', text: 'secret', owner: 'o1' }));
    const other = contextOf(B);
    expect(await other.records.get(note, 'n1')).toBeUndefined();
    expect((await other.records.list(note, 'all', [], { limit: 10 })).records).toEqual([]);
    expect((await other.records.list(note, 'byOwner', ['o1'], { limit: 10 })).records).toEqual([]);
    expect(await other.records.partition(auditEntry, { recordId: 'n1' })).toEqual([]);
  });
});
