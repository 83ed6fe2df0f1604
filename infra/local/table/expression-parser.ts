// Parsing of paths, conditions, key conditions and projections; and the cache of what has been parsed.
import { validationError } from './errors.ts';
import type { Comparator, Condition, ConditionFunction, Operand, Parsed, Path, PathStep } from './expression-ast.ts';
import { readTokens, type TokenReader } from './expression-tokens.ts';
import { isReservedWord } from './reserved-words.ts';

export type ParseContext = { readonly reader: TokenReader; readonly names: Set<string>; readonly values: Set<string> };

const CACHE_ENTRIES_MAX = 2000;
const OPERATORS_MAX = 300;
const IN_OPERANDS_MAX = 100;
const LIST_INDEX_MAX = 2 ** 31 - 1;
const PATH_STEPS_MAX = 32;
const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
const FUNCTION_OPERANDS: Readonly<Record<ConditionFunction, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};

/** Makes a parser whose results are kept by text, the least recently used going first. */
export function cachedParser<Tree>(
  parse: (context: ParseContext) => Tree,
): (text: string, label: string) => Parsed<Tree> {
  const cache = new Map<string, Parsed<Tree>>();
  return (text, label) => {
    const key = `${label}\n${text}`;
    const known = cache.get(key);
    if (known !== undefined) {
      cache.delete(key);
      cache.set(key, known);
      return known;
    }
    const context: ParseContext = { reader: readTokens(text, label), names: new Set(), values: new Set() };
    const tree = parse(context);
    const { reader } = context;
    if (reader.peek().kind !== 'end') {
      reader.syntaxError(reader.peek());
    }
    const parsed = { tree, label, names: context.names, values: context.values };
    cache.set(key, parsed);
    if (cache.size > CACHE_ENTRIES_MAX) {
      cache.delete(cache.keys().next().value as string);
    }
    return parsed;
  };
}

/** Condition, filter and key condition expressions. */
export const parseCondition = cachedParser((context): Condition => {
  const condition = parseOr(context);
  const operators = countOperators(condition);
  if (operators > OPERATORS_MAX) {
    throw validationError(
      `Invalid ${context.reader.label}: The expression contains too many operators; operator count: ${operators}`,
    );
  }
  return condition;
});

/** Projection expressions: paths, divided by commas. */
export const parseProjection = cachedParser((context): readonly Path[] => {
  const paths = [parsePath(context)];
  while (context.reader.take(',')) {
    paths.push(parsePath(context));
  }
  return paths;
});

/** `a.b[1].#c`; reserved words must come as placeholders. */
export function parsePath({ reader, names }: ParseContext): Path {
  const step = (): string => {
    const token = reader.next();
    if (token.kind === 'name') {
      names.add(token.text);
      return token.text;
    }
    if (token.kind !== 'identifier') {
      return reader.syntaxError(token);
    }
    if (isReservedWord(token.text)) {
      throw validationError(
        `Invalid ${reader.label}: Attribute name is a reserved keyword; reserved keyword: ${token.text}`,
      );
    }
    return token.text;
  };
  const steps: [string, ...PathStep[]] = [step()];
  for (;;) {
    if (reader.take('.')) {
      steps.push(step());
    } else if (reader.take('[')) {
      const index = reader.next();
      if (index.kind !== 'number') {
        reader.syntaxError(index);
      }
      if (Number(index.text) > LIST_INDEX_MAX) {
        throw validationError(
          `Invalid ${reader.label}: List index is not within the allowable range; index: [${index.text}]`,
        );
      }
      steps.push(Number(index.text));
      reader.expect(']');
    } else {
      checkPathLength(steps.length, reader.label);
      return steps;
    }
  }
}

function checkPathLength(length: number, label: string): void {
  if (length > PATH_STEPS_MAX) {
    throw validationError(`Invalid ${label}: The document path has too many nesting levels; nesting levels: ${length}`);
  }
}

/** Takes a `:value` placeholder's name. */
export function parseValueName({ reader, values }: ParseContext): string {
  const token = reader.next();
  if (token.kind !== 'value') {
    return reader.syntaxError(token);
  }
  values.add(token.text);
  return token.text;
}

function parseOr(context: ParseContext): Condition {
  let left = parseAnd(context);
  while (context.reader.take('OR')) {
    left = { kind: 'or', left, right: parseAnd(context) };
  }
  return left;
}

function parseAnd(context: ParseContext): Condition {
  let left = parseNot(context);
  while (context.reader.take('AND')) {
    left = { kind: 'and', left, right: parseNot(context) };
  }
  return left;
}

function parseNot(context: ParseContext): Condition {
  return context.reader.take('NOT') ? { kind: 'not', condition: parseNot(context) } : parsePrimary(context);
}

function parsePrimary(context: ParseContext): Condition {
  const { reader } = context;
  const token = reader.peek();
  if (token.text === '(' && !isOperandInParentheses(reader)) {
    reader.next();
    const start = reader.position();
    const condition = parseOr(context);
    const closing = reader.expect(')');
    checkRedundantParentheses(reader, start, closing.start);
    return condition;
  }
  if (token.kind === 'identifier' && reader.peek(1).text === '(' && token.text !== 'size') {
    return parseFunction(context);
  }
  return parseComparison(context, parseOperand(context));
}

// `(a) = :b`: the parentheses hold an operand when a comparison follows the closing one.
function isOperandInParentheses(reader: TokenReader): boolean {
  let depth = 0;
  for (let ahead = 0; ; ahead += 1) {
    const { text, kind } = reader.peek(ahead);
    if (kind === 'end') {
      return false;
    }
    depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    if (depth === 0) {
      const after = reader.peek(ahead + 1).text;
      return COMPARATORS.has(after) || ['BETWEEN', 'IN'].includes(after.toUpperCase());
    }
  }
}

function checkRedundantParentheses(reader: TokenReader, start: number, closingAt: number): void {
  const end = reader.position();
  reader.rewind(start);
  let depth = 0;
  const wrapsAll = reader.peek().text === '(';
  let closes = -1;
  for (let index = 0; start + index < end - 1 && wrapsAll; index += 1) {
    const { text } = reader.peek(index);
    depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    if (depth === 0) {
      closes = reader.peek(index + 1).start;
      break;
    }
  }
  reader.rewind(end);
  if (wrapsAll && closes === closingAt) {
    throw redundantParentheses(reader);
  }
}

function redundantParentheses({ label }: TokenReader): Error {
  return validationError(`Invalid ${label}: The expression has redundant parentheses;`);
}

function parseComparison(context: ParseContext, left: Operand): Condition {
  const { reader } = context;
  const token = reader.peek();
  if (COMPARATORS.has(token.text)) {
    reader.next();
    return { kind: 'compare', operator: token.text as Comparator, left, right: parseOperand(context) };
  }
  if (reader.take('BETWEEN')) {
    const low = parseOperand(context);
    reader.expect('AND');
    return { kind: 'between', operand: left, low, high: parseOperand(context) };
  }
  if (reader.take('IN')) {
    reader.expect('(');
    const list = [parseOperand(context)];
    while (reader.take(',')) {
      list.push(parseOperand(context));
    }
    reader.expect(')');
    if (list.length > IN_OPERANDS_MAX) {
      throw validationError(
        `Invalid ${reader.label}: The IN operator is provided with too many operands; ` +
          `number of operands: ${list.length}`,
      );
    }
    return { kind: 'in', operand: left, list };
  }
  if (left.kind === 'size') {
    throw misusedFunction(reader, 'size');
  }
  return reader.syntaxError(token);
}

function parseOperand(context: ParseContext): Operand {
  const { reader } = context;
  const token = reader.peek();
  if (token.kind === 'value') {
    return { kind: 'value', name: parseValueName(context) };
  }
  if (reader.take('(')) {
    if (reader.peek().text === '(') {
      throw redundantParentheses(reader);
    }
    const operand = parseOperand(context);
    reader.expect(')');
    return operand;
  }
  if (token.kind === 'identifier' && reader.peek(1).text === '(') {
    reader.next();
    return parseSize(context, token.text);
  }
  return { kind: 'path', path: parsePath(context) };
}

function parseSize(context: ParseContext, name: string): Operand {
  const { reader } = context;
  if (name !== 'size') {
    throw validationError(
      Object.hasOwn(FUNCTION_OPERANDS, name)
        ? misuse(reader, name)
        : `Invalid ${reader.label}: Invalid function name; function: ${name}`,
    );
  }
  const operands = parseOperandList(context);
  checkOperandCount(context, name, operands.length, 1);
  const of = operands[0] as Operand;
  if (of.kind === 'size') {
    throw misusedFunction(reader, 'size');
  }
  return { kind: 'size', of };
}

function misuse({ label }: TokenReader, name: string): string {
  return `Invalid ${label}: The function is not allowed to be used this way in an expression; function: ${name}`;
}

/** For a function that stands where its kind of value can't. */
export function misusedFunction(reader: TokenReader, name: string): Error {
  return validationError(misuse(reader, name));
}

function parseFunction(context: ParseContext): Condition {
  const { reader } = context;
  const name = reader.next().text;
  if (!Object.hasOwn(FUNCTION_OPERANDS, name)) {
    throw validationError(
      name === 'if_not_exists' || name === 'list_append'
        ? `Invalid ${reader.label}: The function is not allowed in a condition expression; function: ${name}`
        : `Invalid ${reader.label}: Invalid function name; function: ${name}`,
    );
  }
  const known = name as ConditionFunction;
  const operands = parseOperandList(context);
  checkOperandCount(context, known, operands.length, FUNCTION_OPERANDS[known]);
  const pathOnly = known === 'attribute_exists' || known === 'attribute_not_exists';
  if (pathOnly && operands[0]?.kind !== 'path') {
    throw validationError(
      `Invalid ${reader.label}: Operator or function requires a document path; operator or function: ${known}`,
    );
  }
  return { kind: 'function', name: known, operands };
}

function parseOperandList(context: ParseContext): Operand[] {
  const { reader } = context;
  reader.expect('(');
  const operands = [parseOperand(context)];
  while (reader.take(',')) {
    operands.push(parseOperand(context));
  }
  reader.expect(')');
  return operands;
}

/** @throws ValidationException when a function has not the number of operands that it takes */
export function checkOperandCount({ reader }: ParseContext, name: string, count: number, expected: number): void {
  if (count !== expected) {
    throw validationError(
      `Invalid ${reader.label}: Incorrect number of operands for operator or function; ` +
        `operator or function: ${name}, number of operands: ${count}`,
    );
  }
}

function countOperators(condition: Condition): number {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return 1 + countOperators(condition.left) + countOperators(condition.right);
    case 'not':
      return 1 + countOperators(condition.condition);
    default:
      return 1;
  }
}
