/** The document client's inputs and outputs in the wire form that the engine takes and gives. */
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { MARSHALL_OPTIONS } from '../../shared/runtime/runtime.ts';

type Fields = Readonly<Record<string, unknown>>;
type Convert = (map: Fields) => Fields;

const MAPS = new Set([
  'Key',
  'Item',
  'ExpressionAttributeValues',
  'ExclusiveStartKey',
  'LastEvaluatedKey',
  'Attributes',
]);
const LISTS = new Set(['Keys', 'Items']);

function converted(value: unknown, convert: Convert): unknown {
  if (Array.isArray(value)) return value.map((part) => converted(part, convert));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Fields).map(([name, part]) => {
      if (MAPS.has(name)) return [name, part === undefined ? undefined : convert(part as Fields)];
      if (LISTS.has(name)) return [name, (part as Fields[]).map(convert)];
      if (name === 'Responses') return [name, itemsByTable(part as Readonly<Record<string, Fields[]>>, convert)];
      return [name, converted(part, convert)];
    }),
  );
}

const itemsByTable = (answer: Readonly<Record<string, Fields[]>>, convert: Convert) =>
  Object.fromEntries(Object.entries(answer).map(([table, items]) => [table, items.map(convert)]));

export const toWire = (input: unknown): unknown =>
  converted(input, (map) => marshall(map, MARSHALL_OPTIONS.marshallOptions));

export const fromWire = (output: unknown): unknown =>
  converted(output, (map) => unmarshall(map as Parameters<typeof unmarshall>[0]));
