/**
 * The table as a function sees it: the document client's commands on the embedded engine, each a port call. The SDK's
 * own layers are left out, since they take most of a call's time; the conformance suite stands for them.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TableError, type TablePrincipal } from '../../infra/local/table/index.ts';
import { broken, type Core } from './core.ts';
import type { Fault, Operation } from './faults.ts';
import { callPort, type Running } from './port-call.ts';
import type { Shadow } from './shadow.ts';
import { fromWire, toWire } from './wire.ts';

const OPERATIONS: Readonly<Record<string, string>> = {
  GetCommand: 'GetItem',
  QueryCommand: 'Query',
  BatchGetCommand: 'BatchGetItem',
  TransactWriteCommand: 'TransactWriteItems',
  UpdateCommand: 'UpdateItem',
  PutCommand: 'PutItem',
  DeleteCommand: 'DeleteItem',
};

type Command = { readonly constructor: { readonly name: string }; readonly input: Input };
type Input = {
  readonly IndexName?: string;
  readonly TransactItems?: readonly Readonly<Record<string, { readonly ConditionExpression?: string }>>[];
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly object[] }>>;
};

/** The prototype of every client: its settings are never used, since `send` is another. */
const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'local' }));

export type TableAccess = {
  readonly core: Core;
  readonly shadow: Shadow;
  /** Who runs at the moment. */
  readonly running: () => Running;
  readonly principal: TablePrincipal | undefined;
};

export function tablePort({ core, shadow, running, principal }: TableAccess): DynamoDBDocumentClient {
  const send = (command: Command): Promise<unknown> => {
    const { name } = command.constructor;
    const operation = OPERATIONS[name];
    if (operation === undefined) throw new Error(`The simulated table does not know ${name}`);
    const { input } = command;
    const isIndex = input.IndexName !== undefined;
    return callPort(core, running(), {
      operation: `table ${operation}${isIndex ? ' index' : ''}` as Operation,
      about: input.IndexName ?? '',
      perform: (fault) => perform(operation, input, fault),
    });
  };
  const run = (operation: string, input: unknown) => {
    const output = execute(core, operation, toWire(input), principal);
    if (operation !== 'Query' && !operation.endsWith('GetItem')) shadow.noteWrite(operation);
    return fromWire(output);
  };
  const perform = (operation: string, input: Input, fault: Fault | undefined): unknown => {
    if (fault === 'stale index') return shadow.asItWas(core.chance.whole(1, 5_000), () => run(operation, input));
    if (fault === 'keys unprocessed') return runInPart(input, (part) => run(operation, part));
    const actions = input.TransactItems ?? [];
    if (fault === 'conflict' && actions.length === 0) throw broken('TransactionConflictException');
    if (fault === 'conflict') throw cancelled(actions, core.chance.whole(0, actions.length - 1), 'TransactionConflict');
    if (fault === 'condition failed') {
      const guarded = actions.flatMap((action, index) => (isGuarded(action) ? [index] : []));
      const index = core.chance.pick(guarded);
      throw index === undefined
        ? cancelled(actions, 0, 'TransactionConflict')
        : cancelled(actions, index, 'ConditionalCheckFailed');
    }
    return run(operation, input);
  };
  return Object.create(client, { send: { value: send } });
}

/** Guards that another's write can break and a fresh read mends; "is absent" is not among them, it decides answers. */
const isGuarded = (action: Readonly<Record<string, { readonly ConditionExpression?: string }>>): boolean =>
  Object.values(action).some(({ ConditionExpression: condition = '' }) => !condition.includes('attribute_not_exists'));

function cancelled(actions: readonly object[], at: number, Code: string): Error {
  const CancellationReasons = actions.map((_, index) => ({ Code: index === at ? Code : 'None' }));
  return broken('TransactionCanceledException', { CancellationReasons });
}

/** The first half of the keys is answered, the others are said to be unprocessed. */
function runInPart(input: Input, run: (part: Input) => unknown): unknown {
  const [[table, request] = ['', {}]] = Object.entries(input.RequestItems ?? {});
  const keys = request.Keys ?? [];
  const half = Math.ceil(keys.length / 2);
  const answer = run({ RequestItems: { [table]: { ...request, Keys: keys.slice(0, half) } } }) as object;
  const rest = keys.slice(half);
  return rest.length === 0 ? answer : { ...answer, UnprocessedKeys: { [table]: { ...request, Keys: rest } } };
}

/** @throws an error of the SDK's shape in the place of the engine's */
function execute(core: Core, operation: string, input: unknown, principal: TablePrincipal | undefined): unknown {
  try {
    return core.engine.execute(operation, input, principal);
  } catch (error) {
    if (error instanceof TableError) throw Object.assign(new Error(error.message), { name: error.name, ...error.body });
    throw error;
  }
}
