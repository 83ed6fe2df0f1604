// Parsing of update expressions: SET, REMOVE, ADD and DELETE sections, each at most once.
import { validationError } from './errors.ts';
import type { Path, Update, UpdateOperand } from './expression-ast.ts';
import {
  cachedParser,
  checkOperandCount,
  misusedFunction,
  type ParseContext,
  parsePath,
  parseValueName,
} from './expression-parser.ts';
import type { TokenReader } from './expression-tokens.ts';

type Draft = {
  set: Update['set'][number][];
  remove: Path[];
  add: Update['add'][number][];
  delete: Update['add'][number][];
};

export const parseUpdate = cachedParser((context): Update => {
  const { reader } = context;
  const draft: Draft = { set: [], remove: [], add: [], delete: [] };
  const seen = new Set<string>();
  do {
    const token = reader.next();
    const section = token.kind === 'identifier' ? token.text.toUpperCase() : '';
    if (!['SET', 'REMOVE', 'ADD', 'DELETE'].includes(section)) {
      reader.syntaxError(token);
    }
    if (seen.has(section)) {
      throw validationError(
        `Invalid ${reader.label}: The "${section}" section can only be used once in an update expression;`,
      );
    }
    seen.add(section);
    do {
      parseAction(context, section, draft);
    } while (reader.take(','));
  } while (reader.peek().kind !== 'end');
  return draft;
});

function parseAction(context: ParseContext, section: string, draft: Draft): void {
  const path = parsePath(context);
  if (section === 'SET') {
    context.reader.expect('=');
    draft.set.push({ path, value: parseSetValue(context) });
  } else if (section === 'REMOVE') {
    draft.remove.push(path);
  } else {
    draft[section === 'ADD' ? 'add' : 'delete'].push({ path, value: parseValueName(context) });
  }
}

function parseSetValue(context: ParseContext): UpdateOperand {
  const { reader } = context;
  if (isSumInParentheses(reader)) {
    reader.expect('(');
    const sum = parseSetValue(context);
    reader.expect(')');
    return sum;
  }
  const left = parseUpdateOperand(context, true);
  const operator = reader.peek().text;
  if (operator !== '+' && operator !== '-') {
    return left;
  }
  reader.next();
  return { kind: 'arithmetic', operator, left, right: parseUpdateOperand(context, true) };
}

// Only a whole value may be a sum in parentheses; an operand in parentheses is a single one.
function isSumInParentheses(reader: TokenReader): boolean {
  if (reader.peek().text !== '(') {
    return false;
  }
  let depth = 0;
  for (let ahead = 0; reader.peek(ahead).kind !== 'end'; ahead += 1) {
    const { text } = reader.peek(ahead);
    depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    if (depth === 1 && (text === '+' || text === '-')) {
      return true;
    }
    if (depth === 0) {
      return false;
    }
  }
  return false;
}

function parseUpdateOperand(context: ParseContext, outermost: boolean): UpdateOperand {
  const { reader } = context;
  const token = reader.peek();
  if (token.kind === 'value') {
    return { kind: 'value', name: parseValueName(context) };
  }
  if (reader.take('(')) {
    const inner = parseUpdateOperand(context, outermost);
    reader.expect(')');
    return inner;
  }
  if (token.kind === 'identifier' && reader.peek(1).text === '(') {
    reader.next();
    if (token.text === 'list_append' && !outermost) {
      throw misusedFunction(reader, 'list_append');
    }
    return parseUpdateFunction(context, token.text);
  }
  return { kind: 'path', path: parsePath(context) };
}

function parseUpdateFunction(context: ParseContext, name: string): UpdateOperand {
  const { reader } = context;
  if (name !== 'if_not_exists' && name !== 'list_append') {
    const known = ['attribute_exists', 'attribute_not_exists', 'attribute_type', 'begins_with', 'contains', 'size'];
    throw validationError(
      known.includes(name)
        ? `Invalid ${reader.label}: The function is not allowed in an update expression; function: ${name}`
        : `Invalid ${reader.label}: Invalid function name; function: ${name}`,
    );
  }
  reader.expect('(');
  const operands = [parseUpdateOperand(context, false)];
  while (reader.take(',')) {
    operands.push(parseUpdateOperand(context, false));
  }
  reader.expect(')');
  checkOperandCount(context, name, operands.length, 2);
  const [left, right] = operands as [UpdateOperand, UpdateOperand];
  if (name === 'list_append') {
    return { kind: 'list_append', left, right };
  }
  if (left.kind !== 'path') {
    throw validationError(
      `Invalid ${reader.label}: Operator or function requires a document path; operator or function: if_not_exists`,
    );
  }
  return { kind: 'if_not_exists', path: left.path, otherwise: right };
}
