/** The tenant's event log as its readers see it: order, pages, quiet years, and what appears late. */
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent, type EventEnvelope, everyEvent } from '../../../shared/events/event.ts';
import { eventsFunction } from '../../../shared/events/events-function.ts';
import {
  findEvent,
  type LogPage,
  type LogPosition,
  type LogRequest,
  positionAt,
  readEventLog,
  SETTLED_AFTER_MS,
} from '../../../shared/events/read-log.ts';
import { defineModule, reaction } from '../../../shared/module.ts';
import { tenantContext } from '../../../shared/runtime/contexts.ts';
import { eventItem, eventLog } from '../../../shared/table/event-log.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { tenantProfile } from '../../../shared/tenancy.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { DAY_MS, instantOf } from '../../../shared/values/time.ts';
import { createEngineRuntime, type EngineRuntime, TEST_TABLE } from '../../harness/engine-runtime.ts';

const told = defineEvent('test.thing.told', 1, z.object({ word: z.string() }), { summary: 'A word.', terminal: true });
const hidden = defineEvent('secret.thing.told', 1, z.object({ word: z.string() }), {
  summary: 'A word.',
  terminal: true,
});
const A = 'ten_00000000000000000000000000' as TenantId;
const B = 'ten_00000000000000000000000001' as TenantId;

let base: EngineRuntime;
const contextOf = (tenantId: TenantId = A, correlationId = 'loop_1') =>
  tenantContext(base.runtime, { tenantId, actor: { kind: 'user', id: 'usr_1' }, correlationId, causationId: 'req' });

/** Says words in one commit. */
const say = (words: readonly string[], context = contextOf(), definition = told) =>
  commit(context, async (work) => {
    for (const word of words) work.emit(definition, { id: `thing_${word}`, version: 1 }, { word });
  });
const wordsOf = (events: readonly EventEnvelope[]) => events.map(({ data }) => (data as { word: string }).word);
const read = (request: Partial<LogRequest> = {}, context = contextOf()): Promise<LogPage> =>
  readEventLog(context, { limit: 50, ...request });

/** Reads from a position to the head. */
async function readOn(request: Partial<LogRequest> = {}) {
  const events: EventEnvelope[] = [];
  let page = await read(request);
  let calls = 1;
  events.push(...page.events);
  for (; !page.isAtHead; calls += 1) {
    page = await read({ ...request, after: page.next });
    events.push(...page.events);
  }
  return { words: wordsOf(events), next: page.next, calls };
}

const readUnits = (counted: () => Promise<unknown>) => {
  const before = base.engine.consumed().totals().readUnits;
  return counted().then(() => base.engine.consumed().totals().readUnits - before);
};

beforeEach(async () => {
  base = createEngineRuntime();
  for (const tenantId of [A, B]) {
    await commit(contextOf(tenantId), async (work) =>
      work.create(tenantProfile, {
        ...{ id: tenantId, company: 'Test', country: 'DE', currency: 'EUR', timeZone: 'UTC' },
        cursorKey: 'key',
      }),
    );
  }
});
afterEach(() => base.close());

describe('the event log', () => {
  it('gives what a tenant said, and nothing of another, in order over the days', async () => {
    for (const word of ['a', 'b', 'c']) {
      await say([word]);
      await say([`${word} of another`], contextOf(B));
      base.clock.advance(DAY_MS);
    }
    expect((await readOn()).words).toEqual(['a', 'b', 'c']);
    expect((await readOn()).calls).toBe(1);
  });

  it.each([1, 2, 3, 7])('gives each event once in pages of %i, also where a commit said several', async (limit) => {
    await say(['a', 'b', 'c']);
    await say(['d']);
    base.clock.advance(DAY_MS);
    await say(['e', 'f']);
    base.clock.advance(SETTLED_AFTER_MS + 1);
    const { words, calls } = await readOn({ limit });
    expect(words).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(calls).toBe(Math.ceil(6 / limit));
  });

  it('begins and ends at instants, the second not included', async () => {
    const instants: string[] = [];
    for (const word of ['a', 'b', 'c']) {
      base.clock.advance(60_000);
      instants.push(instantOf(base.clock.now()));
      await say([word]);
    }
    const [, from, until] = instants;
    expect((await readOn({ from })).words).toEqual(['b', 'c']);
    expect((await readOn({ until })).words).toEqual(['a', 'b']);
    expect((await readOn({ from, until })).words).toEqual(['b']);
    expect((await readOn({ from: until, until: from })).words).toEqual([]);
    expect((await readOn({ from: '0001-01-01T00:00:00.000Z' })).words).toEqual(['a', 'b', 'c']);
    expect((await readOn({ from: '9999-01-01T00:00:00.000Z' })).words).toEqual([]);
  });

  it('gives only the types that are wanted, and passes the others', async () => {
    for (const word of ['a', 'b', 'c']) {
      await say([word]);
      await say([`hidden ${word}`], contextOf(), hidden);
    }
    base.clock.advance(SETTLED_AFTER_MS + 1);
    const wants = (type: string) => type === told.type;
    expect((await readOn({ wants, limit: 2 })).words).toEqual(['a', 'b', 'c']);
  });

  it('gives one loop, in pages as well', async () => {
    await say(['a', 'b']);
    await say(['another'], contextOf(A, 'loop_2'));
    await say(['c']);
    base.clock.advance(SETTLED_AFTER_MS + 1);
    expect((await readOn({ correlationId: 'loop_1', limit: 1 })).words).toEqual(['a', 'b', 'c']);
    expect((await readOn({ correlationId: 'loop_3' })).words).toEqual([]);
  });

  it('has an aggregate’s events in the order of their sequence, whatever their commits said first', async () => {
    // The second commit says something of another record first, then reads what the first one has written meanwhile.
    const second = base.runtime.ids.next('evt');
    await say(['of the first commit']);
    const item = eventItem(
      {
        ...{ time: instantOf(base.clock.now()), tenantId: A, actor: { kind: 'user', id: 'usr_1' } },
        ...{ correlationId: 'loop_2', causationId: 'req' },
      },
      [second, base.runtime.ids.next('evt')].map((id, index) => envelope(id, `second commit ${index}`)),
    );
    await put(item);
    expect((await readOn()).words).toEqual(['of the first commit', 'second commit 0', 'second commit 1']);
  });

  it('is read over a silent year in few calls, an empty day for half a read unit', async () => {
    await say(['a']);
    base.clock.advance(365 * DAY_MS);
    await say(['b']);
    let calls = 0;
    const units = await readUnits(async () => {
      const year = await readOn();
      expect(year.words).toEqual(['a', 'b']);
      calls = year.calls;
    });
    expect(calls).toBeLessThanOrEqual(4);
    expect(units).toBeLessThan(365 * 0.5 + 10);
    // Whoever has come to the head does not walk over the year again.
    const { next } = await readOn();
    expect(await readUnits(() => read({ after: next }))).toBeLessThan(3);
  });

  it('is not in the log where a reaction did nothing but leave its mark', async () => {
    const marked = { ...contextOf(), marker: { kind: 'inbox', reaction: 'test.react', eventId: 'evt_1' } } as const;
    await commit(marked, async (work) => work.create(tenantProfile, { ...PROFILE, id: 'another' }));
    expect((await readOn()).words).toEqual([]);
  });
});

const PROFILE = { company: 'Test', country: 'DE', currency: 'EUR', timeZone: 'UTC', cursorKey: 'key' };
const envelope = (id: string, word: string): EventEnvelope => ({
  ...{ id, type: told.type, version: 1, time: instantOf(base.clock.now()), tenantId: A },
  ...{ actor: { kind: 'user', id: 'usr_1' }, correlationId: 'loop_2', causationId: 'req' },
  ...{ subject: 'thing_1', sequence: 1, data: { word } },
});
const put = (item: object) =>
  contextOf().deps.table.client.send(
    new TransactWriteCommand({ TransactItems: [{ Put: { TableName: TEST_TABLE, Item: { ...item } } }] }),
  );

describe('what appears late', () => {
  /** A commit that was decided now, and is written by the returned function. */
  const decided = (word: string) => {
    const facts = {
      ...{ time: instantOf(base.clock.now()), tenantId: A, actor: { kind: 'user', id: 'usr_1' } as const },
      ...{ correlationId: 'loop_2', causationId: 'req' },
    };
    const item = eventItem(facts, [envelope(base.runtime.ids.next('evt'), word)]);
    return () => put(item);
  };
  /** Everything that a reader was given who went on from each page's position until nothing can come any more. */
  const poll = async (limit: number, meanwhile: readonly (() => Promise<unknown>)[]) => {
    const seen = new Set<string>();
    let after: LogPosition | undefined;
    const keep = (page: LogPage) => {
      for (const word of wordsOf(page.events)) seen.add(word);
      after = page.next;
      return page;
    };
    for (const act of meanwhile) {
      keep(await read({ after, limit }));
      await act();
    }
    for (let round = 0; round < 40; round += 1) {
      base.clock.advance(30_000);
      while (!keep(await read({ after, limit })).isAtHead);
    }
    return [...seen].sort();
  };

  it.each([1, 2, 50])('behind a reader’s position is given still: pages of %i', async (limit) => {
    await say(['a']);
    const late = decided('late');
    base.clock.advance(10);
    await say(['b']);
    await say(['c']);
    const words = await poll(limit, [
      () => say(['d']),
      async () => base.clock.advance(SETTLED_AFTER_MS / 2),
      () => say(['e']),
      async () => base.clock.advance(SETTLED_AFTER_MS / 3),
      late,
      () => say(['f']),
    ]);
    expect(words).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'late']);
  });

  it('brings a reader at the head forward as he reads, and what is settled is not given again', async () => {
    await say(['old']);
    base.clock.advance(SETTLED_AFTER_MS + 1);
    await say(['new']);
    const first = await readOn();
    expect(first.words).toEqual(['old', 'new']);
    const second = await readOn({ after: first.next });
    expect(second.words).toEqual(['new']);
    base.clock.advance(SETTLED_AFTER_MS + 1);
    const third = await readOn({ after: second.next });
    expect(third.words).toEqual(['new']);
    expect((await readOn({ after: third.next })).words).toEqual([]);
  });

  it('does not hold up a reader of small pages: he comes to the newest, and then goes back to what was not settled', async () => {
    for (const word of ['a', 'b', 'c', 'd']) await say([word]);
    const { words, next } = await readOn({ limit: 1 });
    expect(words).toEqual(['a', 'b', 'c', 'd']);
    expect((await readOn({ after: next, limit: 3 })).words).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is read again also by one who is so slow that it has settled behind him before he came to the head', async () => {
    for (const word of ['a', 'b', 'd']) await say([word]);
    const [first] = await inOrder([() => read({ limit: 1 })]);
    const second = await read({ after: first?.next, limit: 1 });
    expect(wordsOf(second.events)).toEqual(['b']);
    base.clock.advance(2 * SETTLED_AFTER_MS);
    const third = await read({ after: second.next, limit: 1 });
    const { words } = await readOn({ after: third.next, limit: 1 });
    expect(words).toEqual(['a', 'b', 'd']);
  });
});

const inOrder = async <T>(steps: readonly (() => Promise<T>)[]): Promise<T[]> => {
  const results: T[] = [];
  for (const step of steps) results.push(await step());
  return results;
};

describe('one event', () => {
  it('is found by its id, also where others of its commit or of its moment stand beside it', async () => {
    await say(['a', 'b', 'c']);
    await say(['d']);
    const { events } = await read();
    for (const event of events) expect(await findEvent(contextOf(), event.id)).toEqual(event);
  });

  it('is found over midnight', async () => {
    base.clock.advance(DAY_MS - (base.clock.now() % DAY_MS) - 5);
    const first = base.runtime.ids.next('evt');
    base.clock.advance(10);
    const facts = {
      ...{ time: instantOf(base.clock.now()), tenantId: A, actor: { kind: 'user', id: 'usr_1' } as const },
      ...{ correlationId: 'loop_2', causationId: 'req' },
    };
    await put(eventItem(facts, [envelope(first, 'before'), envelope(base.runtime.ids.next('evt'), 'after')]));
    expect(await findEvent(contextOf(), first)).toMatchObject({ data: { word: 'before' } });
  });

  it('is nobody’s else, and nothing where there is none', async () => {
    await say(['a']);
    const [event] = (await read()).events;
    expect(await findEvent(contextOf(B), event?.id ?? '')).toBeUndefined();
    expect(await findEvent(contextOf(), base.runtime.ids.next('evt'))).toBeUndefined();
    expect(await findEvent(contextOf(), `evt_7${'z'.repeat(25)}`)).toBeUndefined();
    expect(await findEvent(contextOf(), `evt_${'0'.repeat(26)}`)).toBeUndefined();
  });
});

it('a position can be had of an instant and of an event', async () => {
  await say(['a']);
  base.clock.advance(1_000);
  const at = instantOf(base.clock.now());
  await say(['b']);
  const [, event] = (await read()).events;
  expect((await readOn({ after: positionAt(at) })).words).toEqual(['b']);
  expect((await readOn({ after: positionAt(event?.id ?? '') })).words).toEqual(['b']);
});

describe('a reaction to every event', () => {
  const heard: string[] = [];
  const listener = defineModule({
    name: 'listener',
    summary: 'Hears everything.',
    entities: [],
    consumes: [
      reaction({
        on: everyEvent,
        name: 'hear',
        run:
          async () =>
          async (context, { type }) => {
            heard.push(type);
            if (type !== told.type) return;
            await commit(context, async (work) => work.create(tenantProfile, { ...PROFILE, id: 'heard' }));
          },
      }),
    ],
  });
  const marks = async () =>
    (await contextOf().records.partition(eventLog, { correlationId: 'loop_1' })).filter(({ entry }) =>
      entry.endsWith('#listener.hear'),
    );

  it('runs for each, commits once, and leaves no mark where it does nothing', async () => {
    await say(['a']);
    await say(['b'], contextOf(), hidden);
    const { events } = await read();
    const deliver = eventsFunction(listener, base.runtime);
    for (const event of [...events, ...events]) {
      const answer = await deliver({ Records: [{ messageId: event.id, body: JSON.stringify({ detail: event }) }] });
      expect(answer.batchItemFailures).toEqual([]);
    }
    expect(heard).toEqual([told.type, hidden.type, told.type, hidden.type]);
    expect(await marks()).toHaveLength(1);
  });
});
