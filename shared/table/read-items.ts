/** Consistent reads of items by key. Those asked for in one turn go out together, in one call for up to 100 of them. */
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  type DynamoDBDocumentClient,
  GetCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Item } from './entity.ts';

type Key = { readonly pk: string; readonly sk: string };
type Asked = {
  readonly key: Key;
  readonly answer: Promise<Item | undefined>;
  readonly resolve: (item: Item | undefined) => void;
  readonly reject: (error: unknown) => void;
};

const BATCH_GET_LIMIT = 100;
const textOf = ({ pk, sk }: Item): string => `${String(pk)}|${String(sk)}`;

/**
 * A reader of items. What the parts of a command ask for side by side (`Promise.all`) shares one round trip; a key that
 * is asked for twice in a turn is read once.
 */
export function itemReader(table: { client: DynamoDBDocumentClient; name: string }): ItemReader {
  let asked = new Map<string, Asked>();
  const flush = (): void => {
    const turn = [...asked.values()];
    asked = new Map();
    for (let start = 0; start < turn.length; start += BATCH_GET_LIMIT) {
      void answerAll(table, turn.slice(start, start + BATCH_GET_LIMIT));
    }
  };
  return (key) => {
    const known = asked.get(textOf(key));
    if (known !== undefined) return known.answer;
    if (asked.size === 0) queueMicrotask(flush);
    const { promise: answer, resolve, reject } = Promise.withResolvers<Item | undefined>();
    asked.set(textOf(key), { key, answer, resolve, reject });
    return answer;
  };
}
export type ItemReader = (key: Key) => Promise<Item | undefined>;

async function answerAll(
  table: { client: DynamoDBDocumentClient; name: string },
  asked: readonly Asked[],
): Promise<void> {
  try {
    const [only, ...others] = asked;
    if (only !== undefined && others.length === 0) return only.resolve(await readOne(table, only.key));
    const items = await readMany(
      table,
      asked.map(({ key }) => key),
    );
    const found = new Map(items.map((item) => [textOf(item), item]));
    for (const { key, resolve } of asked) resolve(found.get(textOf(key)));
  } catch (error) {
    for (const { reject } of asked) reject(error);
  }
}

async function readOne(
  { client, name: TableName }: { client: DynamoDBDocumentClient; name: string },
  key: Key,
): Promise<Item | undefined> {
  const { Item: item } = await client.send(new GetCommand({ TableName, Key: { ...key }, ConsistentRead: true }));
  return item;
}

async function readMany(
  { client, name }: { client: DynamoDBDocumentClient; name: string },
  keys: readonly Item[],
): Promise<Item[]> {
  const items: Item[] = [];
  let pending: readonly Item[] | undefined = keys;
  while (pending !== undefined && pending.length > 0) {
    const request: NonNullable<BatchGetCommandInput['RequestItems']> = {
      [name]: { Keys: pending.map((key) => ({ ...key })), ConsistentRead: true },
    };
    const answer: BatchGetCommandOutput = await client.send(new BatchGetCommand({ RequestItems: request }));
    items.push(...(answer.Responses?.[name] ?? []));
    pending = answer.UnprocessedKeys?.[name]?.Keys;
  }
  return items;
}
