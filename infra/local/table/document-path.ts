// Places inside an item: looking up, comparing and printing document paths.
import { memberOf } from './attribute-value.ts';
import { validationError } from './errors.ts';
import type { Path } from './expression-ast.ts';
import type { TableSchema } from './table-schema.ts';
import type { AttributeMap, AttributeValue } from './types.ts';

/** A path with its placeholders looked up: attribute names and list indexes. */
export type DocumentPath = readonly [string, ...(string | number)[]];

export type Names = Readonly<Record<string, string>>;

/** Looks the `#placeholders` of a path up. */
export function resolvePath(path: Path, names: Names): DocumentPath {
  return path.map((step) => resolveStep(step, names)) as [string, ...(string | number)[]];
}

/** The value at a path, if the item has one there. */
export function valueAt(item: AttributeMap, path: Path, names: Names): AttributeValue | undefined {
  let value = memberOf(item, resolveStep(path[0], names) as string);
  for (let index = 1; index < path.length && value !== undefined; index += 1) {
    value = childOf(value, resolveStep(path[index] as string | number, names));
  }
  return value;
}

/** The member of a map or the element of a list. */
export function childOf(value: AttributeValue, step: string | number): AttributeValue | undefined {
  if (typeof step === 'number') {
    return 'L' in value ? value.L[step] : undefined;
  }
  return 'M' in value ? memberOf(value.M, step) : undefined;
}

/** As DynamoDB prints paths in messages: `[a, b, [0]]`. */
function printPath(path: DocumentPath): string {
  return `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;
}

/**
 * No path may lie within another, and where two part, both must part by name or both by index.
 * @throws ValidationException naming the two paths
 */
export function checkPathsDisjoint(paths: readonly DocumentPath[], label: string): void {
  for (let later = 1; later < paths.length; later += 1) {
    for (let earlier = 0; earlier < later; earlier += 1) {
      const one = paths[earlier] as DocumentPath;
      const two = paths[later] as DocumentPath;
      const problem = relation(one, two);
      if (problem !== 'disjoint') {
        throw validationError(
          `Invalid ${label}: Two document paths ${problem} with each other; ` +
            `must remove or rewrite one of these paths; path one: ${printPath(one)}, path two: ${printPath(two)}`,
        );
      }
    }
  }
}

/** @throws ValidationException when an operator is given the same path twice */
export function checkDistinctPaths(operator: string, first: DocumentPath, second: DocumentPath, label: string): void {
  if (first.length === second.length && first.every((step, index) => step === second[index])) {
    throw validationError(
      `Invalid ${label}: The first operand must be distinct from the remaining operands for this operator or ` +
        `function; operator: ${operator}, first operand: ${printPath(first)}`,
    );
  }
}

/**
 * Keys of the table and of its indexes are scalars, so no path may go into one.
 * @throws ValidationException
 */
export function checkNoPathIntoKeys(paths: readonly DocumentPath[], table: TableSchema): void {
  for (const path of paths) {
    if (path.length > 1) {
      const name = path[0];
      const indexKey = table.indexes.some(({ partition, sort }) => partition.name === name || sort?.name === name);
      if (indexKey || table.keyNames.includes(name)) {
        throw validationError(
          "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: " +
            `${indexKey ? 'IndexKey' : 'Key'}: ${name}`,
        );
      }
    }
  }
}

function relation(one: DocumentPath, two: DocumentPath): 'disjoint' | 'overlap' | 'conflict' {
  const common = Math.min(one.length, two.length);
  for (let index = 0; index < common; index += 1) {
    if (one[index] !== two[index]) {
      return typeof one[index] === typeof two[index] ? 'disjoint' : 'conflict';
    }
  }
  return 'overlap';
}

function resolveStep(step: string | number, names: Names): string | number {
  return typeof step === 'string' && step.charCodeAt(0) === 35 ? (names[step] as string) : step;
}
