/**
 * The unit of work: every command ends in one `commit`, a single TransactWriteItems with the state, its uniqueness
 * markers and numbers, its events, its audit entries and the marker that makes it happen once (DESIGN 4). A state
 * without its event, an event without its state, a double effect and an unaudited change cannot be expressed.
 */
import type { Context } from '../context.ts';
import { carriesCustomFields, claimCustomValues, withSubjectsFields } from '../custom-fields/complete-commit.ts';
import type { EventDefinition, EventEnvelope } from '../events/event.ts';
import { notFound, type Rejection } from '../rejection.ts';
import { nowAt } from '../values/time.ts';
import { changesBetween, contentDigest, entryHash } from './audit-chain.ts';
import type { Entity, Item, RecordKey, Stored } from './entity.ts';
import { fromItem, itemKey, toItem } from './entity.ts';
import { auditEntry, numberSeries, uniqueMarker } from './kernel-entities.ts';
import type { Records } from './records.ts';
import { sendTransaction, type Write } from './send-transaction.ts';

/**
 * Numeric paths to add to, and bounds that must hold before: `{ add: { reserved: 5 }, atLeast: { available: 5 } }`. A
 * ceiling guards a decision that rests on there being no more ("short by the rest"), where a version would make every
 * other writer wait.
 */
export type Increment = {
  readonly add: Readonly<Record<string, number>>;
  readonly atLeast?: Readonly<Record<string, number>>;
  readonly atMost?: Readonly<Record<string, number>>;
};

export type Work = {
  /** The caller's context; its records are those of the commit, so that a fact asked with it sees what is being written. */
  readonly context: Context;
  /**
   * Reads that see what this commit is about to write, so that several parts of one commit can touch one record. A record
   * is read once in a commit, however many parts ask for it.
   */
  readonly records: Records;
  /** Adds a record; the commit is retried, and so decided anew, where one with the key came first. */
  create<Fields extends object>(entity: Entity<Fields>, fields: NoInfer<Fields>, action?: string): Stored<Fields>;
  /** Replaces fields of a record as read; the write holds only if its version is still the one that was read. */
  update<Fields extends object>(
    entity: Entity<Fields>,
    before: Stored<Fields>,
    changes: Partial<Fields>,
    action?: string,
  ): Stored<Fields>;
  /** Adds to numbers under floors instead of a version: many can reserve one stock without waiting for each other. */
  increment<Fields extends object>(
    entity: Entity<Fields>,
    before: Stored<Fields>,
    increment: Increment,
  ): Stored<Fields>;
  remove<Fields extends object>(entity: Entity<Fields>, before: Stored<Fields>): void;
  /** The commit holds only if the record is still as read, though it does not change it. */
  expectUnchanged<Fields extends object>(entity: Entity<Fields>, before: Stored<Fields>): void;
  /** Claims a value for one record of the tenant; the rejection is thrown where another holds it, or claims it here. */
  claim(rule: string, value: string, recordId: string, rejection: Rejection): void;
  release(rule: string, value: string): void;
  /** The next number of a gapless series, taken in this transaction. */
  nextNumber(series: string): Promise<number>;
  /** Adds an event, and gives it. It carries the correlation of its subject where that has one, or else the context's. */
  emit<Data>(definition: EventDefinition<Data>, subject: EventSubject, data: Data): EventEnvelope<Data>;
};

export type EventSubject = {
  readonly id: string;
  readonly version: number;
  readonly correlationId?: string | undefined;
};

type MarkerWrite = Extract<Write, { kind: 'put' | 'delete' }>;

type Pending = {
  entity: Entity;
  before: Stored<object> | undefined;
  after: Stored<object> | undefined;
  action: string;
  increments: Increment[] | undefined;
};

/**
 * Runs `body` and commits what it asked for. On a conflict it is run again on fresh reads, with jitter, up to 12 times
 * (DESIGN 4: at least 8); after that the answer is a retryable 503.
 * @throws Rejection whatever the body throws, or `commit.contention` (unavailable)
 * @throws AlreadyCommitted where the request or message has been committed by another attempt
 */
export async function commit<Result>(context: Context, body: (work: Work) => Promise<Result>): Promise<Result> {
  return sendTransaction(context, async () => {
    const writes = new PendingWrites(context);
    const result = await body(writes.work);
    const events = await writes.complete();
    return { result, writes: writes.finish(), events };
  });
}

class PendingWrites {
  readonly work: Work;
  private readonly context: Context;
  private readonly at: string;
  private readonly pending = new Map<string, Pending>();
  private readonly events: EventEnvelope[] = [];
  /** Of these the data has a place for the custom fields of the subject. */
  private readonly eventsWithFields = new Set<EventEnvelope>();
  /** Checks and uniqueness markers by key: several parts of one commit may ask for the same. */
  private readonly checks = new Map<string, Write>();
  private readonly markers = new Map<string, MarkerWrite>();
  private readonly taken = new Map<string, number>();
  /** What this attempt has read: a record that several parts of the commit ask for is read once, and is the same. */
  private readonly reads = new Map<string, Promise<Stored<object> | undefined>>();

  constructor(context: Context) {
    this.context = context;
    this.at = nowAt(context.deps.clock);
    const records = this.overlay(context.records);
    this.work = {
      context: { ...context, records },
      records,
      create: (entity, fields, action = 'create') => {
        const record = {
          ...fields,
          tenantId: context.tenantId,
          version: 1,
          createdAt: this.at,
          updatedAt: this.at,
        } as Stored<typeof fields>;
        return this.put(entity, undefined, record, action);
      },
      update: (entity, before, changes, action = 'update') => {
        const known = this.pending.get(this.keyOf(entity, before));
        const version = (known?.before ?? before).version + (known !== undefined && known.before === undefined ? 0 : 1);
        return this.put(entity, before, { ...before, ...changes, version, updatedAt: this.at }, action);
      },
      increment: (entity, before, increment) => this.increment(entity, before, increment),
      remove: (entity, before) => {
        this.put(entity, before, undefined, 'delete');
      },
      expectUnchanged: (entity, before) => {
        const key = itemKey(entity, context.tenantId, keyFields(entity, before));
        if (this.pending.has(`${key.pk}|${key.sk}`)) return;
        this.checks.set(`${key.pk}|${key.sk}`, { kind: 'check', key, version: before.version });
      },
      claim: (rule, value, recordId, rejection) => this.claim({ rule, value, recordId }, rejection),
      release: (rule, value) => this.release({ rule, value }),
      nextNumber: (series) => this.nextNumber(series),
      emit: (definition, subject, data) => this.emit(definition, subject, data),
    };
  }

  /** Adds what follows from the custom fields of the records, and gives the events. */
  async complete(): Promise<EventEnvelope[]> {
    const written = [...this.pending.values()];
    await claimCustomValues(this.work.context, written, this.work);
    return Promise.all(
      this.events.map((event) =>
        this.eventsWithFields.has(event) ? withSubjectsFields(this.work.context, written, event) : event,
      ),
    );
  }

  /** Everything the transaction holds but events and marker, which the sender adds. */
  finish(): Write[] {
    const writes: Write[] = [];
    for (const change of this.pending.values()) writes.push(...this.writesOf(change));
    // A record that is written after all has its version in that write's own condition.
    const checks = [...this.checks].filter(([key]) => !this.pending.has(key)).map(([, check]) => check);
    return [...writes, ...checks, ...this.markers.values()];
  }

  private claim(fields: { rule: string; value: string; recordId: string }, rejection: Rejection): void {
    const key = `${fields.rule}|${fields.value}`;
    const known = this.markers.get(key);
    if (known?.kind === 'put') {
      if (known.item.recordId === fields.recordId) return;
      throw rejection;
    }
    // What another part of this commit lets go is there still, in its first and only version.
    const when = known === undefined ? 'absent' : { version: 1 };
    const item = toItem(uniqueMarker, this.base(uniqueMarker, fields));
    this.markers.set(key, { kind: 'put', item, when, onRefusal: rejection });
  }

  /** What this commit has made of a uniqueness marker, for the reads of its later parts. */
  private markerSeen(entity: string, key: RecordKey): Pick<Pending, 'after'> | undefined {
    if (entity !== uniqueMarker.name || typeof key === 'string') return undefined;
    const known = this.markers.get(`${key.rule}|${key.value}`);
    if (known === undefined) return undefined;
    return { after: known.kind === 'put' ? fromItem(uniqueMarker, known.item) : undefined };
  }

  private release(marker: { rule: string; value: string }): void {
    const key = `${marker.rule}|${marker.value}`;
    const known = this.markers.get(key);
    if (known?.kind === 'put' && known.when === 'absent') this.markers.delete(key);
    else this.markers.set(key, { kind: 'delete', key: itemKey(uniqueMarker, this.context.tenantId, marker) });
  }

  private base<Fields extends object>(_entity: Entity<Fields>, fields: Fields): Stored<Fields> {
    return {
      ...fields,
      tenantId: this.context.tenantId,
      version: 1,
      createdAt: this.at,
      updatedAt: this.at,
    } as Stored<Fields>;
  }

  private keyOf(entity: Entity, record: Item): string {
    const { pk, sk } = itemKey(entity, this.context.tenantId, keyFields(entity, record));
    return `${pk}|${sk}`;
  }

  private put<Fields extends object, After extends Stored<Fields> | undefined>(
    entity: Entity<Fields>,
    before: Stored<Fields> | undefined,
    after: After,
    action: string,
  ): After {
    const key = this.keyOf(entity as Entity, (after ?? before) as Item);
    const known = this.pending.get(key);
    const first = known === undefined ? before : known.before;
    const named = known === undefined || known.action === 'update' ? action : known.action;
    this.pending.set(key, { entity: entity as Entity, before: first, after, action: named, increments: undefined });
    return after;
  }

  private increment<Fields extends object>(
    entity: Entity<Fields>,
    before: Stored<Fields>,
    increment: Increment,
  ): Stored<Fields> {
    if (entity.audited) throw new Error(`${entity.name} is audited: change it with update`);
    const key = this.keyOf(entity as Entity, before as Item);
    const known = this.pending.get(key);
    const first = known === undefined ? before : known.before;
    const version = first === undefined ? 1 : first.version + 1;
    const after = addPaths({ ...before, version, updatedAt: this.at } as Item, increment.add) as Stored<Fields>;
    const versioned = known !== undefined && known.increments === undefined;
    const increments = versioned ? undefined : [...(known?.increments ?? []), increment];
    this.pending.set(key, { entity: entity as Entity, before: first, after, action: 'update', increments });
    return after;
  }

  private writesOf({ entity, before, after, action, increments }: Pending): Write[] {
    const key = itemKey(entity, this.context.tenantId, keyFields(entity, (after ?? before) as Item));
    if (after === undefined) return before === undefined ? [] : [{ kind: 'delete', key, version: before.version }];
    if (increments !== undefined) return [{ kind: 'increment', key, increments, at: this.at }];
    if (!entity.audited) return [this.recordWrite(entity, before, after)];
    const entry = this.audit(entity, before, after, action);
    return [
      this.recordWrite(entity, before, { ...after, auditHash: entry.hash }),
      { kind: 'put', item: toItem(auditEntry, entry), when: 'absent' },
    ];
  }

  private recordWrite(entity: Entity, before: Stored<object> | undefined, after: Stored<object>): Write {
    const item = toItem(entity, after);
    return before === undefined
      ? { kind: 'put', item, when: 'absent' }
      : { kind: 'put', item, when: { version: before.version } };
  }

  private audit(entity: Entity, before: Stored<object> | undefined, after: Stored<object>, action: string) {
    const changes =
      before === undefined
        ? { '*': { from: null, to: contentDigest(after as Item) } }
        : changesBetween(before as Item, after as Item);
    const loop = (after as { correlationId?: string }).correlationId;
    const entry = this.base(auditEntry, {
      entity: entity.name,
      recordId: String((after as Item).id ?? Object.values(keyFields(entity, after as Item)).join('#')),
      entry: String(after.version).padStart(8, '0'),
      at: this.at,
      actor: this.context.actor,
      correlationId: loop ?? this.context.correlationId,
      causationId: this.context.causationId,
      action,
      changes,
      previousHash: before?.auditHash ?? '',
      hash: '',
    });
    return { ...entry, hash: entryHash(entry as Item) };
  }

  private async nextNumber(series: string): Promise<number> {
    const before = await this.work.records.get(numberSeries, { series });
    const number = (this.taken.get(series) ?? before?.last ?? 0) + 1;
    this.taken.set(series, number);
    if (before === undefined) this.work.create(numberSeries, { series, last: number });
    else this.work.update(numberSeries, before, { last: number });
    return number;
  }

  private emit<Data>(definition: EventDefinition<Data>, subject: EventSubject, data: Data): EventEnvelope<Data> {
    const { context } = this;
    const envelope = {
      id: context.deps.ids.next('evt'),
      type: definition.type,
      version: definition.version,
      time: this.at,
      tenantId: context.tenantId,
      actor: context.actor,
      correlationId: subject.correlationId ?? context.correlationId,
      causationId: context.causationId,
      subject: subject.id,
      sequence: subject.version,
      data: definition.schema.parse(data),
    };
    this.events.push(envelope);
    if (carriesCustomFields(definition)) this.eventsWithFields.add(envelope);
    return envelope;
  }

  private overlay(records: Records): Records {
    const keyTextOf = (entity: Entity, key: RecordKey): string => {
      const { pk, sk } = itemKey(entity, this.context.tenantId, key);
      return `${pk}|${sk}`;
    };
    const get = async <Fields extends object>(
      entity: Entity<Fields>,
      key: RecordKey,
    ): Promise<Stored<Fields> | undefined> => {
      const text = keyTextOf(entity as Entity, key);
      const pending = this.pending.get(text) ?? this.markerSeen(entity.name, key);
      if (pending !== undefined) return pending.after as Stored<Fields> | undefined;
      const read = this.reads.get(text) ?? records.get(entity, key);
      this.reads.set(text, read);
      return (await read) as Stored<Fields> | undefined;
    };
    return {
      ...records,
      get,
      need: async (entity, key) => {
        const record = await get(entity, key);
        if (record === undefined) throw notFound(entity.name);
        return record;
      },
      getMany: async (entity, keys) => {
        const unique = new Map(keys.map((key) => [keyTextOf(entity as Entity, key), key]));
        const found = await Promise.all([...unique.values()].map((key) => get(entity, key)));
        return found.filter((record) => record !== undefined);
      },
    };
  }
}

function keyFields(entity: Entity, record: Item): Record<string, string> {
  return Object.fromEntries([...entity.partition, ...entity.sort].map((name) => [name, String(record[name])]));
}

function addPaths(record: Item, add: Readonly<Record<string, number>>): Item {
  let result = record;
  for (const [path, amount] of Object.entries(add)) result = addAt(result, path.split('.'), amount);
  return result;
}

function addAt(tree: Item, [head = '', ...rest]: readonly string[], amount: number): Item {
  const inner = tree[head];
  if (rest.length === 0) return { ...tree, [head]: Number(inner ?? 0) + amount };
  return { ...tree, [head]: addAt((inner ?? {}) as Item, rest, amount) };
}
