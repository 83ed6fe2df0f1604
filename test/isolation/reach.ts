/** What each function's role reaches of the table and the bucket, decided by the evaluator that the local cloud asks. */
import type { DeclaredApp } from '../../infra/local/declared-app.ts';
import type { RequestFacts } from '../../infra/local/iam/conditions.ts';
import type { Caller } from '../../infra/local/iam/roles.ts';

const OPERATIONS = [
  ...['GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
  ...['Scan', 'BatchWriteItem', 'PartiQLSelect', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'],
];
const OBJECT_ACTIONS = ['GetObject', 'PutObject', 'DeleteObject', 'ListBucket'];
const NO_FACTS: RequestFacts = () => undefined;

/**
 * Allowed operations on items with these partition keys, all named by one call: `in a transaction` where only there,
 * `by <index>` in an index.
 */
export function tableReach({ tables }: DeclaredApp, caller: Caller, ...keys: readonly string[]): string[] {
  return tables.flatMap(({ arn, definition }) => {
    const indexes = definition.GlobalSecondaryIndexes ?? [];
    const resources = [arn, ...indexes.map(({ IndexName }) => `${arn}/index/${IndexName}`)];
    return OPERATIONS.flatMap((operation) =>
      resources.flatMap((resource) => {
        const may = (isInTransaction: boolean) =>
          caller.allow(`dynamodb:${operation}`, resource, factsOf(keys, isInTransaction)) === true;
        const place = resource === arn ? '' : ` by ${resource.split('/').at(-1)}`;
        if (may(false)) return [`${operation}${place}`];
        return may(true) ? [`${operation}${place} in a transaction`] : [];
      }),
    );
  });
}

const factsOf =
  (keys: readonly string[], isInTransaction: boolean): RequestFacts =>
  (name) => {
    if (name === 'dynamodb:leadingkeys') return keys;
    return name === 'dynamodb:enclosingoperation' && isInTransaction ? ['TransactWriteItems'] : undefined;
  };

export const bucketReach = ({ buckets }: DeclaredApp, caller: Caller, key: string): string[] =>
  OBJECT_ACTIONS.filter((action) =>
    buckets.some(({ arn }) =>
      [arn, `${arn}/${key}`].some((resource) => caller.allow(`s3:${action}`, resource, NO_FACTS) === true),
    ),
  );
