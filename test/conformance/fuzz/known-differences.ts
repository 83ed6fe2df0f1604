// Where DynamoDB Local is known to answer otherwise than the service. The engine follows the service; each entry says
// which source says so. Nothing else may differ.
import { canonical } from '../canonical.ts';
import type { Answer } from '../target.ts';
import type { Call } from './calls.ts';

type Known = {
  readonly source: string;
  readonly applies: (call: Call, engine: Answer, local: Answer) => boolean;
};

const API = 'API reference, TransactionCanceledException, cancellation reason "Validation Error" and its messages';

const KNOWN: readonly Known[] = [
  {
    // DynamoDB Local answers the same mistakes with a ValidationException for the whole transaction, or with the one
    // reason alone.
    source: API,
    applies: ({ operation }, engine, local) =>
      operation.startsWith('TransactWrite') &&
      reasonCodes(engine).includes('ValidationError') &&
      (nameOf(local) === 'ValidationException' || reasonCodes(local).join() === 'ValidationError'),
  },
  {
    // DynamoDB Local checks the keys first and cancels without reasons.
    source: 'captures of the service, 2026: a Get whose key does not fit cancels with a ValidationError reason',
    applies: ({ operation }, engine, local) =>
      operation === 'TransactGetItems' && nameOf(engine) !== undefined && nameOf(local) !== undefined,
  },
  {
    // DynamoDB Local charges an index for a delete when the old item had the index's partition key but not its sort
    // key, that is, when it was not in the index.
    source: 'developer guide, "Using global secondary indexes": an item without the index key is not in the index',
    applies: ({ operation }, engine, local) =>
      ['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation) && onlyIndexUnitsDiffer(engine, local),
  },
  {
    // DynamoDB Local shows the whole top-level attributes; the service the changed parts of them.
    source: 'checked against the service in github.com/ExtendDB/extenddb, pull request 105',
    applies: ({ operation, input }, engine, local) =>
      operation === 'UpdateItem' &&
      String(input.ReturnValues).startsWith('UPDATED_') &&
      /[.[]/.test(String(input.UpdateExpression)) &&
      'output' in engine &&
      'output' in local &&
      attributeNames(engine).every((name) => attributeNames(local).includes(name)),
  },
];

/** Whether the two answers differ for a reason that is known. */
export function isKnownDifference(call: Call, engine: Answer, local: Answer): boolean {
  return KNOWN.some(({ applies }) => applies(call, engine, local));
}

function nameOf(answer: Answer): string | undefined {
  return 'error' in answer ? answer.error.name : undefined;
}

function attributeNames(answer: { readonly output: Readonly<Record<string, unknown>> }): string[] {
  return Object.keys(answer.output.Attributes ?? {});
}

function onlyIndexUnitsDiffer(engine: Answer, local: Answer): boolean {
  if (!('output' in engine && 'output' in local)) {
    return false;
  }
  const { ConsumedCapacity: one, ...rest } = engine.output;
  const { ConsumedCapacity: two, ...other } = local.output;
  return JSON.stringify(canonical(rest)) === JSON.stringify(canonical(other)) && unitsIn(two) > unitsIn(one);
}

function unitsIn(consumed: unknown): number {
  return Number((consumed as { readonly CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0);
}

function reasonCodes(answer: Answer): unknown[] {
  const reasons = 'error' in answer ? answer.error.body.CancellationReasons : undefined;
  return Array.isArray(reasons) ? reasons.map((reason: { readonly Code?: unknown }) => reason.Code) : [];
}
