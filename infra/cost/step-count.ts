/** What a step takes: everything that AWS counts and puts a price on. */

export const FUNCTION_KINDS = ['api', 'authorizer', 'reactions', 'relay', 'other'] as const;
export type FunctionKind = (typeof FUNCTION_KINDS)[number];

export type StepCount = {
  /** Write units of the table and of each index, by the name of the index. */
  readonly writeUnits: Readonly<Record<string, number>>;
  readonly readUnits: Readonly<Record<string, number>>;
  /** Calls to the table, a transaction or a batch being one. */
  readonly tableCalls: number;
  /** Items written, changed or deleted, and their size in bytes as DynamoDB measures it. */
  readonly items: number;
  readonly bytes: number;
  /** Events put on the bus, and the bytes of their payloads. */
  readonly events: number;
  readonly eventBytes: number;
  /** Invocations of Lambda. Those of `api` are the requests of API Gateway, those of `reactions` the queues' messages. */
  readonly invocations: Readonly<Record<FunctionKind, number>>;
  /** Bytes of the bodies of the API's answers. */
  readonly answerBytes: number;
  /** Lines that the functions write into their logs. */
  readonly logLines: number;
};

/** The same, while it is being counted. */
export type Counting = {
  -readonly [Field in keyof StepCount]: StepCount[Field] extends number
    ? number
    : { -readonly [Name in keyof StepCount[Field]]: number };
};

export const emptyCount = (): Counting => ({
  writeUnits: {},
  readUnits: {},
  tableCalls: 0,
  items: 0,
  bytes: 0,
  events: 0,
  eventBytes: 0,
  invocations: { api: 0, authorizer: 0, reactions: 0, relay: 0, other: 0 },
  answerBytes: 0,
  logLines: 0,
});

export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The sum of several steps. */
export function addCounts(counts: readonly StepCount[]): StepCount {
  const total = emptyCount();
  for (const count of counts) {
    total.tableCalls += count.tableCalls;
    total.items += count.items;
    total.bytes += count.bytes;
    total.events += count.events;
    total.eventBytes += count.eventBytes;
    total.answerBytes += count.answerBytes;
    total.logLines += count.logLines;
    for (const kind of FUNCTION_KINDS) total.invocations[kind] += count.invocations[kind];
    addUnits(total.writeUnits, count.writeUnits);
    addUnits(total.readUnits, count.readUnits);
  }
  return total;
}

function addUnits(total: Record<string, number>, units: Readonly<Record<string, number>>): void {
  for (const [place, count] of Object.entries(units)) total[place] = (total[place] ?? 0) + count;
}
