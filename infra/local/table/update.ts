// Applying update expressions. All operands are read from the item as it was, and only then is anything changed.
import { type AttributeType, memberOf, typeOf, withMember, withoutMember } from './attribute-value.ts';
import { addNumbers } from './decimal.ts';
import {
  checkDistinctPaths,
  checkPathsDisjoint,
  childOf,
  type DocumentPath,
  resolvePath,
  valueAt,
} from './document-path.ts';
import { validationError } from './errors.ts';
import type { Parsed, Update, UpdateOperand } from './expression-ast.ts';
import type { Placeholders } from './placeholders.ts';
import type { AttributeMap, AttributeValue } from './types.ts';

/** `undefined` as a change's value means removal. */
type Change = { readonly path: DocumentPath; readonly value: AttributeValue | undefined };

/** The paths that an update gives a value: what UPDATED_NEW shows, where the item has it. */
export function assignedPaths({ tree }: Parsed<Update>, { names }: Placeholders): DocumentPath[] {
  return [...tree.set, ...tree.add, ...tree.delete].map(({ path }) => resolvePath(path, names));
}

/** The paths that an update writes, in the order SET, REMOVE, ADD, DELETE. */
export function updatedPaths({ tree }: Parsed<Update>, { names }: Placeholders): DocumentPath[] {
  return [...tree.set, ...tree.remove.map((path) => ({ path })), ...tree.add, ...tree.delete].map(({ path }) =>
    resolvePath(path, names),
  );
}

/**
 * The checks on an update that need its values but no item.
 * @throws ValidationException
 */
export function checkUpdate(update: Parsed<Update>, placeholders: Placeholders): void {
  const { tree, label } = update;
  checkPathsDisjoint(updatedPaths(update, placeholders), label);
  for (const { value } of tree.set) {
    checkOperand(value, label, placeholders);
  }
  for (const [operator, actions] of [
    ['ADD', tree.add],
    ['DELETE', tree.delete],
  ] as const) {
    for (const { value } of actions) {
      const type = typeOf(placeholders.values[value] as AttributeValue);
      const allowed = operator === 'ADD' ? ['N', 'SS', 'NS', 'BS'] : ['SS', 'NS', 'BS'];
      if (!allowed.includes(type)) {
        throw incorrectSection(label, operator, type);
      }
    }
  }
}

/**
 * The item after an update; the argument is not changed.
 * @throws ValidationException when a path leads nowhere, an operand is missing or of the wrong type
 */
export function applyUpdate({ tree }: Parsed<Update>, item: AttributeMap, placeholders: Placeholders): AttributeMap {
  const { names, values } = placeholders;
  const changes: Change[] = [];
  for (const { path, value } of tree.set) {
    changes.push({ path: resolvePath(path, names), value: operandOf(value, item, placeholders) });
  }
  for (const { path, value } of tree.add) {
    const sum = added(valueAt(item, path, names), values[value] as AttributeValue);
    changes.push({ path: resolvePath(path, names), value: sum });
  }
  for (const { path, value } of tree.delete) {
    const current = valueAt(item, path, names);
    const place = resolvePath(path, names);
    if (current === undefined) {
      // Nothing to take away, but the path must lead somewhere all the same.
      removeAt(item, place);
    } else {
      changes.push({ path: place, value: subtracted(current, values[value] as AttributeValue) });
    }
  }
  const removals = tree.remove.map((path) => resolvePath(path, names));
  const set = changes.filter(({ value }) => value !== undefined).sort(byIndex);
  // Elements are taken out from the back, so that the indexes before them still mean the elements of the old item.
  const removed = [...changes.filter(({ value }) => value === undefined).map(({ path }) => path), ...removals];
  removed.sort((one, two) => -comparePaths(one, two));
  let result = item;
  for (const { path, value } of set) {
    result = setAt(result, path, value as AttributeValue);
  }
  for (const path of removed) {
    result = removeAt(result, path);
  }
  return result;
}

// Indexes beyond the end append in their own order, whatever their order in the expression.
function byIndex(one: Change, two: Change): number {
  return comparePaths(one.path, two.path);
}

function comparePaths(one: DocumentPath, two: DocumentPath): number {
  const common = Math.min(one.length, two.length);
  for (let index = 0; index < common; index += 1) {
    const a = one[index] as string | number;
    const b = two[index] as string | number;
    if (a !== b) {
      return typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1;
    }
  }
  return one.length - two.length;
}

function operandOf(operand: UpdateOperand, item: AttributeMap, placeholders: Placeholders): AttributeValue {
  switch (operand.kind) {
    case 'value':
      return placeholders.values[operand.name] as AttributeValue;
    case 'path': {
      const value = valueAt(item, operand.path, placeholders.names);
      if (value === undefined) {
        throw validationError('The provided expression refers to an attribute that does not exist in the item');
      }
      return value;
    }
    case 'if_not_exists': {
      // The second operand must be there also when it is not needed, as measured on DynamoDB Local.
      const otherwise = operandOf(operand.otherwise, item, placeholders);
      return valueAt(item, operand.path, placeholders.names) ?? otherwise;
    }
    case 'list_append': {
      const left = operandOf(operand.left, item, placeholders);
      const right = operandOf(operand.right, item, placeholders);
      if (!('L' in left) || !('L' in right)) {
        throw wrongType();
      }
      return { L: [...left.L, ...right.L] };
    }
    case 'arithmetic': {
      const left = operandOf(operand.left, item, placeholders);
      const right = operandOf(operand.right, item, placeholders);
      if (!('N' in left) || !('N' in right)) {
        throw wrongType();
      }
      return { N: addNumbers(left.N, right.N, operand.operator) };
    }
  }
}

function added(current: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (current === undefined) {
    return value;
  }
  if ('N' in current && 'N' in value) {
    return { N: addNumbers(current.N, value.N, '+') };
  }
  if ('SS' in current && 'SS' in value) {
    return { SS: union(current.SS, value.SS) };
  }
  if ('NS' in current && 'NS' in value) {
    return { NS: union(current.NS, value.NS) };
  }
  if ('BS' in current && 'BS' in value) {
    return { BS: union(current.BS, value.BS) };
  }
  throw wrongType();
}

// A set that becomes empty is removed, since sets can't be empty.
function subtracted(current: AttributeValue, value: AttributeValue): AttributeValue | undefined {
  const rest = (from: readonly string[], what: readonly string[]) => from.filter((element) => !what.includes(element));
  if ('SS' in current && 'SS' in value) {
    const SS = rest(current.SS, value.SS);
    return SS.length > 0 ? { SS } : undefined;
  }
  if ('NS' in current && 'NS' in value) {
    const NS = rest(current.NS, value.NS);
    return NS.length > 0 ? { NS } : undefined;
  }
  if ('BS' in current && 'BS' in value) {
    const BS = rest(current.BS, value.BS);
    return BS.length > 0 ? { BS } : undefined;
  }
  throw wrongType();
}

function union(one: readonly string[], two: readonly string[]): string[] {
  return [...new Set([...one, ...two])];
}

function setAt(item: AttributeMap, path: DocumentPath, value: AttributeValue): AttributeMap {
  const [name, ...rest] = path;
  if (rest.length === 0) {
    return withMember(item, name, value);
  }
  const current = memberOf(item, name);
  if (current === undefined) {
    throw invalidPath();
  }
  return withMember(item, name, setInside(current, rest, value));
}

function setInside(
  container: AttributeValue,
  path: readonly (string | number)[],
  value: AttributeValue,
): AttributeValue {
  const [step, ...rest] = path as [string | number, ...(string | number)[]];
  const fits = typeof step === 'number' ? 'L' in container : 'M' in container;
  const child = childOf(container, step);
  if (!fits || (rest.length > 0 && child === undefined)) {
    throw invalidPath();
  }
  const next = rest.length > 0 ? setInside(child as AttributeValue, rest, value) : value;
  if ('M' in container) {
    return { M: withMember(container.M, step as string, next) };
  }
  const list = 'L' in container ? [...container.L] : [];
  list[Math.min(step as number, list.length)] = next;
  return { L: list };
}

function removeAt(item: AttributeMap, path: DocumentPath): AttributeMap {
  const [name, ...rest] = path;
  if (rest.length === 0) {
    return Object.hasOwn(item, name) ? withoutMember(item, name) : item;
  }
  const current = memberOf(item, name);
  if (current === undefined) {
    throw invalidPath();
  }
  return withMember(item, name, removeInside(current, rest));
}

function removeInside(container: AttributeValue, path: readonly (string | number)[]): AttributeValue {
  const [step, ...rest] = path as [string | number, ...(string | number)[]];
  const fits = typeof step === 'number' ? 'L' in container : 'M' in container;
  const child = childOf(container, step);
  if (!fits || (rest.length > 0 && child === undefined)) {
    throw invalidPath();
  }
  if (child === undefined) {
    return container;
  }
  if ('M' in container) {
    return {
      M:
        rest.length > 0
          ? withMember(container.M, step as string, removeInside(child, rest))
          : withoutMember(container.M, step as string),
    };
  }
  const list = 'L' in container ? [...container.L] : [];
  list.splice(step as number, 1, ...(rest.length > 0 ? [removeInside(child, rest)] : []));
  return { L: list };
}

function checkOperand(operand: UpdateOperand, label: string, placeholders: Placeholders): void {
  switch (operand.kind) {
    case 'path':
    case 'value':
      return;
    case 'if_not_exists':
      checkOperand(operand.otherwise, label, placeholders);
      if (operand.otherwise.kind === 'path') {
        const paths = [operand.path, operand.otherwise.path].map((path) => resolvePath(path, placeholders.names));
        checkDistinctPaths('if_not_exists', paths[0] as DocumentPath, paths[1] as DocumentPath, label);
      }
      return;
    case 'list_append':
    case 'arithmetic': {
      const [operator, wanted] = operand.kind === 'arithmetic' ? [operand.operator, 'N'] : ['list_append', 'L'];
      for (const side of [operand.left, operand.right]) {
        checkOperand(side, label, placeholders);
        const type = staticType(side, placeholders);
        if (type !== undefined && type !== wanted) {
          throw incorrectOperand(label, operator, type);
        }
      }
    }
  }
}

function staticType(operand: UpdateOperand, { values }: Placeholders): string | undefined {
  switch (operand.kind) {
    case 'value':
      return typeOf(values[operand.name] as AttributeValue);
    case 'list_append':
      return 'L';
    case 'arithmetic':
      return 'N';
    default:
      return undefined;
  }
}

const TYPE_NAMES: Readonly<Record<AttributeType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  L: 'LIST',
  M: 'MAP',
};

function incorrectSection(label: string, section: 'ADD' | 'DELETE', type: AttributeType): Error {
  return validationError(
    `Invalid ${label}: Incorrect operand type for operator or function; operator: ${section}, ` +
      `operand type: ${TYPE_NAMES[type]}, typeSet: ALLOWED_FOR_${section}_OPERAND`,
  );
}

function incorrectOperand(label: string, operator: string, type: string): Error {
  return validationError(
    `Invalid ${label}: Incorrect operand type for operator or function; ` +
      `operator or function: ${operator}, operand type: ${type}`,
  );
}

function wrongType(): Error {
  return validationError('An operand in the update expression has an incorrect data type');
}

function invalidPath(): Error {
  return validationError('The document path provided in the update expression is invalid for update');
}
