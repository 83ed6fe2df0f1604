// Runs one call on two targets and says where they differ.
import { canonical, canonicalSet } from '../canonical.ts';
import type { Answer, Target } from '../target.ts';
import type { Call } from './calls.ts';
import { isKnownDifference } from './known-differences.ts';

const PAGES_MAX = 200;

/** What two targets answered differently to one call; `undefined` when they agree. */
export async function differenceIn(one: Target, two: Target, planned: Call): Promise<string | undefined> {
  const call = withToken(planned);
  const [first, second] = await Promise.all([answered(one, call), answered(two, call)]);
  const texts = [first, second].map((answer) => JSON.stringify(comparable(answer, call)));
  return texts[0] === texts[1] || isKnownDifference(call, first, second)
    ? undefined
    : `${call.operation} ${JSON.stringify(call.input)}\n  ${one.name}: ${texts[0]} ${messageOf(first)}\n` +
        `  ${two.name}: ${texts[1]} ${messageOf(second)}`;
}

/** How the contents of a table differ between two targets; `undefined` when they are the same. */
export async function differenceInContents(one: Target, two: Target, tableName: string): Promise<string | undefined> {
  const [first, second] = await Promise.all([one.contents(tableName), two.contents(tableName)]);
  const texts = [first, second].map((items) => JSON.stringify(canonicalSet(items)));
  return texts[0] === texts[1] ? undefined : `contents\n  ${one.name}: ${texts[0]}\n  ${two.name}: ${texts[1]}`;
}

/** How the streams of a table differ, item by item, since a transaction's records have no order among items. */
export async function differenceInStreams(one: Target, two: Target, tableName: string): Promise<string | undefined> {
  const [first, second] = await Promise.all([one.streamed(tableName), two.streamed(tableName)]);
  const texts = [first, second].map((changes) => {
    const byKey = Map.groupBy(changes, ({ Keys }) => JSON.stringify(canonical(Keys)));
    const sorted = [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, each.map(canonical)]);
    // DynamoDB Local's stream leaves the type of empty lists and maps out.
    return JSON.stringify(sorted).replaceAll('{"M":{}}', '{}').replaceAll('{"L":[]}', '{}');
  });
  return texts[0] === texts[1] ? undefined : `stream\n  ${one.name}: ${texts[0]}\n  ${two.name}: ${texts[1]}`;
}

let tokens = 0;

// Tokens are given here, as a token that two runs share would make the second one fail.
function withToken(call: Call): Call {
  tokens += 1;
  return call.repeated === true ? { ...call, input: { ...call.input, ClientRequestToken: `fuzz-${tokens}` } } : call;
}

async function answered(target: Target, call: Call): Promise<Answer> {
  if (call.repeated === true) {
    await target.call(call.operation, call.input);
  }
  if (call.paged !== true) {
    return target.call(call.operation, call.input);
  }
  const items: unknown[] = [];
  const capacities: unknown[] = [];
  const sums = { Count: 0, ScannedCount: 0 };
  let start: unknown;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const input = start === undefined ? call.input : { ...call.input, ExclusiveStartKey: start };
    const answer = await target.call(call.operation, input);
    if ('error' in answer) {
      return answer;
    }
    items.push(...((answer.output.Items as unknown[] | undefined) ?? []));
    // DynamoDB Local charges nothing for an empty page; the service half a unit at least.
    capacities.push(answer.output.ScannedCount === 0 ? undefined : answer.output.ConsumedCapacity);
    sums.Count += Number(answer.output.Count);
    sums.ScannedCount += Number(answer.output.ScannedCount);
    start = answer.output.LastEvaluatedKey;
    if (start === undefined) {
      // Pages of an index may be cut elsewhere, as rows with the same sort key have no order of their own.
      const more = call.input.IndexName === undefined ? { ConsumedCapacity: capacities, Pages: page + 1 } : {};
      return { output: { ...sums, Items: items, ...more } };
    }
  }
  throw new Error(`${target.name} does not come to the last page of ${JSON.stringify(call.input)}`);
}

function comparable(answer: Answer, call: Call): unknown {
  if ('error' in answer) {
    const reasons = (answer.error.body.CancellationReasons as Record<string, unknown>[] | undefined)?.map((reason) => [
      reason.Code,
      canonical(reason.Item),
    ]);
    return [answer.error.name, reasons, canonical(answer.error.body.Item)];
  }
  const { Items, Responses, ConsumedCapacity, ...rest } = answer.output;
  // Rows with the same sort key of an index have no order of their own.
  const unordered = call.input.IndexName !== undefined;
  const items = Array.isArray(Items) ? (unordered ? canonicalSet(Items) : Items.map(canonical)) : Items;
  const responses =
    Array.isArray(Responses) || Responses === undefined ? canonical(Responses) : batchResponses(Responses);
  const consumed = hasComparableCapacity(call) ? unitsOf(ConsumedCapacity) : undefined;
  return [canonical(rest), items, responses, consumed];
}

// DynamoDB Local gives the capacity to some calls that did not ask for it, and its sums for batches and for writing
// transactions are known to be wrong (github.com/awslabs/amazon-dynamodb-tools, issue 25; github.com/awslabs/
// amazon-dynamodb-local-samples, issue 31). The suite has cases for both.
function hasComparableCapacity({ operation, input }: Call): boolean {
  return (
    input.ReturnConsumedCapacity !== undefined && !operation.startsWith('Batch') && operation !== 'TransactWriteItems'
  );
}

// Whether units are also split into reads and writes differs between the two; the units themselves may not.
function unitsOf(consumed: unknown): unknown {
  const text = JSON.stringify(canonical(consumed), (name, value) =>
    name === 'ReadCapacityUnits' || name === 'WriteCapacityUnits' ? undefined : value,
  );
  return text;
}

function batchResponses(responses: unknown): unknown {
  return Object.entries(responses as Record<string, unknown[]>).map(([name, items]) => [name, canonicalSet(items)]);
}

function messageOf(answer: Answer): string {
  return 'error' in answer ? `(${answer.error.message})` : '';
}
