/**
 * The books: what must hold between a tenant's records, declared by each module as data and checked in operation by one
 * scheduled job (docs/decisions/0012). A check says what it looks at, and tells in words what does not hold of it.
 */
import type { Context } from './context.ts';
import type { EventDefinition, EventEnvelope } from './events/event.ts';
import type { Entity, Stored } from './table/entity.ts';

/** `moving`: it was written after the instant that is looked at, so that nothing can be said of it yet. */
export type Finding =
  | { readonly state: 'holds' }
  | { readonly state: 'moving' }
  | { readonly state: 'broken'; readonly message: string };

const HOLDS: Finding = { state: 'holds' };
export const MOVING: Finding = { state: 'moving' };
/** What is wrong with a subject, in sentences with the figures; it holds where there is nothing to say. */
export const findingOf = (messages: readonly string[]): Finding =>
  messages.length === 0 ? HOLDS : { state: 'broken', message: messages.join('; ') };

/** Sums over every record ever looked at that concerns one subject, by name. */
export type Sums = Readonly<Record<string, number>>;

export type Look = {
  /** Reads are consistent, and shared by all checks of one look. */
  readonly context: Context;
  /** The id of what is looked at. */
  readonly subject: string;
  /** Of the check's `tally`, up to `through`; empty where it has none. */
  readonly sums: Sums;
  /** Everything up to this instant has been committed and counted, and nothing after it. */
  readonly through: string;
};

type CheckBase = {
  /** `<module>.<what_holds>` */
  readonly name: string;
  readonly summary: string;
  /**
   * `always`: within one record, or between records of one commit that never change: a fault at once. `at_rest`:
   * between records that are written or read one after another: a fault once it has stayed so for longer than a slow
   * loop takes.
   */
  readonly holds: 'always' | 'at_rest';
  /** Loaded when there is something to look at. */
  readonly run: () => Promise<(look: Look) => Promise<Finding>>;
};

/** Looks at what events touch. */
export type EventCheck = CheckBase & {
  readonly on: readonly EventDefinition[];
  readonly subjects: (event: EventEnvelope, context: Context) => readonly string[];
};

/** Looks at every new record of a kind, in the order of its making: also at what no event tells of. */
export type RecordCheck = CheckBase & {
  readonly each: Entity;
  /** `list`: by the list of all of the kind. `days`: by partitions of the day in their ids, `recordedOn`. */
  readonly found: 'list' | 'days';
  readonly subjects: (record: Stored<object>) => readonly string[];
  /** What a record adds to the sums of its subjects, so that a look costs what is new and not all that ever was. */
  readonly tally?: (record: Stored<object>) => readonly { readonly subject: string; readonly add: Sums }[];
};

export type BookCheck = EventCheck | RecordCheck;
export const isRecordCheck = (check: BookCheck): check is RecordCheck => 'each' in check;

/** The event that tells that a document was made, whose number is the next of its series. */
export type NumberedDocument = {
  readonly on: EventDefinition;
  readonly entity: Entity;
  /** The document's id; undefined where this event tells of a later change. */
  readonly id: (event: EventEnvelope) => string | undefined;
};

/** A record in `state` has had the event `by`. */
export type ToldState = { readonly entity: Entity; readonly state: string; readonly by: EventDefinition };

/** A module's part of the books. */
export type Books = {
  readonly checks: readonly BookCheck[];
  readonly numbered: readonly NumberedDocument[];
  readonly told: readonly ToldState[];
};
export const NO_BOOKS: Books = { checks: [], numbered: [], told: [] };

type DataOf<Definition> = Definition extends EventDefinition<infer Data> ? Data : never;

/** Declares a check on events, whose data `subjects` knows. */
export const eventCheck = <On extends readonly EventDefinition[]>(
  check: CheckBase & {
    readonly on: On;
    readonly subjects: (event: EventEnvelope<DataOf<On[number]>>, context: Context) => readonly string[];
  },
): BookCheck => check as EventCheck;

/** Declares a check on new records of one entity. */
export const recordCheck = <Fields extends object>(
  check: CheckBase & {
    readonly each: Entity<Fields>;
    readonly found: RecordCheck['found'];
    readonly subjects: (record: Stored<Fields>) => readonly string[];
    readonly tally?: (record: Stored<Fields>) => readonly { readonly subject: string; readonly add: Sums }[];
  },
): BookCheck => check as RecordCheck;

/** Declares which event tells of a new document with a number. */
export const numbered = <Data, Fields extends object>(
  on: EventDefinition<Data>,
  entity: Entity<Fields>,
  id: (event: EventEnvelope<Data>) => string | undefined,
): NumberedDocument => ({ on, entity, id }) as NumberedDocument;

export const told = <Data, Fields extends object>(
  entity: Entity<Fields>,
  state: string,
  by: EventDefinition<Data>,
): ToldState => ({ entity, state, by }) as ToldState;

/** The subject of the event that came with its first version. */
export const whenNew = ({ subject, sequence }: EventEnvelope): string | undefined =>
  sequence === 1 ? subject : undefined;

/** Whether a record was written after the instant that is looked at. */
export const isAfter = ({ updatedAt }: Pick<Stored<object>, 'updatedAt'>, through: string): boolean =>
  updatedAt > through;
