/** What can go wrong at each port, and how often it did. The one table from which levels 1 to 3 choose. */

export type Fault =
  /** The function dies before its call leaves it. */
  | 'crash before'
  /** The call takes effect, and the function dies before it hears of it. */
  | 'crash after'
  | 'throttled'
  /** Another transaction holds an item. */
  | 'conflict'
  /** A version or a bound is no longer what was read: somebody was faster. */
  | 'condition failed'
  /** No answer, and no effect. */
  | 'time-out, not done'
  /** No answer, though it took effect. */
  | 'time-out, done'
  /** No answer, and it takes effect later, when the caller may have tried again. */
  | 'time-out, done late'
  /** Some of the keys of a batch are not answered. */
  | 'keys unprocessed'
  /** An index as it was up to five seconds ago. */
  | 'stale index'
  /** Some entries of PutEvents fail. */
  | 'entries refused'
  | 'message doubled'
  | 'message delayed'
  /** A later message is delivered before earlier ones. */
  | 'message reordered'
  /** A message of due work never comes: it is a hint, and the record is found without it. */
  | 'message lost'
  /** The queue does not hear that a message was dealt with. */
  | 'acknowledgement lost'
  /** The function is killed by its time-out in the middle of its work. */
  | 'function time-out'
  | 'stream lag'
  /** Records are older than a day before anybody reads them. */
  | 'stream loss'
  /** The position in the stream is not kept: the batch comes again. */
  | 'batch again'
  /** The request does not arrive. */
  | 'request lost'
  /** The same request arrives twice, the second while the first is at work. */
  | 'request doubled'
  /** The answer does not arrive. */
  | 'answer lost'
  /** A timer does not fire. */
  | 'timer missed'
  /** A timer fires twice. */
  | 'timer doubled'
  /** The clock of a new instance is wrong by up to a minute. */
  | 'clock skew'
  /** Nobody listens at the receiver's address. */
  | 'connection refused'
  /** The receiver has got everything, and the connection ends before its answer. */
  | 'connection reset'
  /** The receiver takes seconds to answer. */
  | 'answer slow';

const READ = ['crash before', 'throttled', 'time-out, not done'] as const;
const DONE = ['crash before', 'crash after', 'throttled', 'time-out, not done', 'time-out, done'] as const;

/** Every operation at a port of the system, with the faults that it can meet. */
export const FAULTS_OF = {
  'table GetItem': READ,
  'table Query': READ,
  'table Query index': [...READ, 'stale index'],
  'table BatchGetItem': [...READ, 'keys unprocessed'],
  'table TransactWriteItems': [...DONE, 'conflict', 'condition failed', 'time-out, done late'],
  'table UpdateItem': [...DONE, 'conflict'],
  'table PutItem': DONE,
  'table DeleteItem': DONE,
  'bus PutEvents': [...DONE, 'entries refused'],
  'files GetObject': READ,
  'files PutObject': DONE,
  'timer sleep': ['crash before'],
  'timer fire': ['timer missed', 'timer doubled'],
  'function start': ['clock skew'],
  'function run': ['function time-out'],
  'queue send': ['message doubled', 'message delayed'],
  'queue receive': ['message reordered'],
  'queue delete': ['acknowledgement lost'],
  'stream read': ['stream lag', 'stream loss'],
  'stream keep': ['batch again'],
  'http request': ['request lost', 'request doubled'],
  'http answer': ['answer lost'],
} as const satisfies Readonly<Record<string, readonly Fault[]>>;

/** The same of due work: `due-work.test.ts` has it in every run, the swarms where integrators take part. */
export const DUE_FAULTS_OF = {
  'queues SendMessageBatch': [...DONE, 'entries refused'],
  'hint send': ['message doubled', 'message delayed', 'message lost'],
} as const satisfies Readonly<Record<string, readonly Fault[]>>;

/** The same of webhooks and exports. */
export const INTEGRATION_FAULTS_OF = {
  'outbound POST': [
    ...(['crash before', 'crash after', 'time-out, not done', 'time-out, done'] as const),
    ...(['connection refused', 'connection reset', 'answer slow'] as const),
  ],
  'files DeleteObject': DONE,
} as const satisfies Readonly<Record<string, readonly Fault[]>>;

const ALL_FAULTS_OF = { ...FAULTS_OF, ...DUE_FAULTS_OF, ...INTEGRATION_FAULTS_OF };
export type Operation = keyof typeof ALL_FAULTS_OF;
export const ALL_OPERATIONS = Object.keys(ALL_FAULTS_OF) as Operation[];

const BY_OPERATION: Readonly<Record<Operation, readonly Fault[]>> = ALL_FAULTS_OF;
export const faultsOf = (operation: Operation): readonly Fault[] => BY_OPERATION[operation];

/** Every kind that the loop can meet, once. Where no integrators take part, a swarm chooses from these. */
export const LOOP_FAULTS: readonly Fault[] = [...new Set(Object.values(FAULTS_OF).flat())];
/** Every kind once. */
export const ALL_FAULTS: readonly Fault[] = [...new Set(Object.values(ALL_FAULTS_OF).flat())];

/** Decides which fault an operation meets; undefined for none. */
export type Adversary = (operation: Operation) => Fault | undefined;

export const peaceful: Adversary = () => undefined;
