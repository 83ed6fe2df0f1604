// Runs the cases on a target: each on a table of its own, each as one test.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonical, canonicalSet } from './canonical.ts';
import { batchCases } from './cases/batches.ts';
import { capacityCases } from './cases/capacity.ts';
import { type Case, definition, item, n, s, TABLE } from './cases/case.ts';
import { conditionCases } from './cases/conditions.ts';
import { itemCases } from './cases/items.ts';
import { queryCases } from './cases/queries.ts';
import { syntaxCases } from './cases/syntax.ts';
import { tableCases } from './cases/tables.ts';
import { tokenCall, transactionCases } from './cases/transactions.ts';
import { updateCases } from './cases/updates.ts';
import { valueCases } from './cases/values.ts';
import { type Answer, makeTable, type Target } from './target.ts';

const GROUPS: Readonly<Record<string, readonly Case[]>> = {
  values: valueCases,
  items: itemCases,
  conditions: conditionCases,
  syntax: syntaxCases,
  updates: updateCases,
  queries: queryCases,
  transactions: transactionCases,
  batches: batchCases,
  capacity: capacityCases,
  tables: tableCases,
};

/** Registers the suite for one target. */
export function conformanceSuite(name: string, open: () => Promise<Target>): void {
  describe(name, () => {
    let target: Target;
    beforeAll(async () => {
      target = await open();
    });
    afterAll(() => target.close());
    for (const [group, cases] of Object.entries(GROUPS)) {
      describe(group, () => {
        for (const each of cases) {
          const skipped = each.engineOnly !== undefined && name !== 'engine';
          it.skipIf(skipped)(each.name, () => withTable(target, () => runCase(target, each)));
        }
      });
    }
    tokenTests(() => target);
  });
}

async function withTable(target: Target, work: () => Promise<void>): Promise<void> {
  await makeTable(target, definition);
  try {
    await work();
  } finally {
    await target.call('DeleteTable', { TableName: TABLE });
  }
}

async function runCase(target: Target, each: Case): Promise<void> {
  for (const given of each.given ?? []) {
    outputOf(await target.call('PutItem', { TableName: TABLE, Item: given }));
  }
  const answer = await target.call(...each.call);
  if (each.fails === undefined) {
    const output = outputOf(answer);
    for (const [name, value] of Object.entries(each.answers ?? {})) {
      expect(canonical(output[name]), name).toEqual(canonical(value));
    }
    if (each.hasMore !== undefined) {
      expect(output.LastEvaluatedKey !== undefined).toBe(each.hasMore);
    }
  } else {
    checkFailure(target, each, answer);
  }
  if (each.leaves !== undefined) {
    expect(canonicalSet(await target.contents(TABLE))).toEqual(canonicalSet(each.leaves));
  }
}

function checkFailure(target: Target, { fails, localMessage, carries }: Case, answer: Answer): void {
  const [name, message] = fails ?? [];
  if ('output' in answer) {
    throw new Error(`${target.name} took it: ${JSON.stringify(answer.output)}`);
  }
  const { error } = answer;
  expect(`${error.name}: ${error.message}`).toContain(`${name}: `);
  const expected = target.name === 'engine' || localMessage === undefined ? message : localMessage;
  if (expected !== undefined && expected !== null) {
    expect(error.message).toBe(expected);
  }
  for (const [field, value] of Object.entries(carries ?? {})) {
    expect(canonical(wordsAside(target, error.body[field])), field).toEqual(canonical(wordsAside(target, value)));
  }
}

// DynamoDB Local ends the reason's sentence with a full stop when it shows the item.
function wordsAside(target: Target, value: unknown): unknown {
  return target.name === 'engine' || value === undefined
    ? value
    : JSON.parse(JSON.stringify(value).replaceAll('request failed."', 'request failed"'));
}

function outputOf(answer: Answer): Readonly<Record<string, unknown>> {
  if ('error' in answer) {
    throw new Error(`${answer.error.name}: ${answer.error.message}`);
  }
  return answer.output;
}

function tokenTests(target: () => Target): void {
  describe('tokens', () => {
    it('a transaction that is sent again with its token is done once, and costs as reads', () =>
      withTable(target(), async () => {
        const call = tokenCall('0b5d4e0c-again');
        const first = outputOf(await target().call(...call));
        const second = outputOf(await target().call(...call));
        // DynamoDB Local miscounts (amazon-dynamodb-local-samples, issue 31).
        expect([unitsOf(first), unitsOf(second)].filter(() => target().name === 'engine')).toEqual(
          target().name === 'engine' ? [4, 4] : [],
        );
        expect(canonicalSet(await target().contents(TABLE))).toEqual(
          canonicalSet([item(), { pk: s('p'), sk: s('count'), num: n(1) }]),
        );
      }));

    it('a token refuses another request', () =>
      withTable(target(), async () => {
        outputOf(await target().call(...tokenCall('0b5d4e0c-other')));
        const answer = await target().call(...tokenCall('0b5d4e0c-other', item({ a: s('else') })));
        expect('error' in answer && answer.error.name).toBe('IdempotentParameterMismatchException');
      }));

    it('a cancelled transaction may be sent again with its token', () =>
      withTable(target(), async () => {
        const call = ['TransactWriteItems', cancelledFirst] as const;
        const first = await target().call(...call);
        expect('error' in first && first.error.name).toBe('TransactionCanceledException');
        outputOf(await target().call('PutItem', { TableName: TABLE, Item: item() }));
        expect(await target().call(...call)).toEqual({ output: {} });
      }));
  });
}

const cancelledFirst = {
  TransactItems: [
    { Put: { TableName: TABLE, Item: item({ a: s('x') }), ConditionExpression: 'attribute_exists(pk)' } },
  ],
  ClientRequestToken: '0b5d4e0c-cancelled',
};

function unitsOf(output: Readonly<Record<string, unknown>>): number {
  const [first] = output.ConsumedCapacity as { readonly CapacityUnits: number }[];
  return first?.CapacityUnits ?? 0;
}
