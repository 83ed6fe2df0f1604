// The words of DynamoDB's expression language.
import { validationError } from './errors.ts';

type TokenKind = 'identifier' | 'name' | 'value' | 'number' | 'symbol' | 'end';
export type Token = { readonly kind: TokenKind; readonly text: string; readonly start: number; readonly end: number };

const TOKEN =
  /\s*(?:([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(0|[1-9]\d*)|(<>|<=|>=|[=<>()[\],.+-])|(\S))/y;
const EXPRESSION_BYTES_MAX = 4096;

/** A reader over the tokens of one expression, with DynamoDB's way of pointing at a mistake. */
export type TokenReader = {
  /** What the expression is called in messages, e.g. `ConditionExpression`. */
  readonly label: string;
  peek(ahead?: number): Token;
  next(): Token;
  /** Takes the token if it is this symbol or (whatever its case) this keyword. */
  take(text: string): boolean;
  expect(text: string): Token;
  position(): number;
  rewind(position: number): void;
  syntaxError(token: Token): never;
};

/**
 * Splits an expression into tokens.
 * @throws ValidationException when it is empty, too long or holds a character that the language does not have
 */
export function readTokens(expression: string, label: string): TokenReader {
  if (expression.trim() === '') {
    throw validationError(`Invalid ${label}: The expression can not be empty;`);
  }
  const bytes = Buffer.byteLength(expression);
  if (bytes > EXPRESSION_BYTES_MAX) {
    throw validationError(
      `Invalid ${label}: Expression size has exceeded the maximum allowed size; expression size: ${bytes}`,
    );
  }
  return tokenReader(splitTokens(expression), expression, label);
}

function splitTokens(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(expression); match !== null; match = TOKEN.exec(expression)) {
    const text = match.slice(1).find((group) => group !== undefined) as string;
    const end = TOKEN.lastIndex;
    const kind = match[1] ? 'identifier' : match[2] ? 'name' : match[3] ? 'value' : match[4] ? 'number' : 'symbol';
    tokens.push({ kind, text, start: end - text.length, end });
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: expression.length, end: expression.length });
  return tokens;
}

function tokenReader(tokens: readonly Token[], expression: string, label: string): TokenReader {
  let at = 0;
  const end = tokens.at(-1) as Token;
  const peek = (ahead = 0) => tokens[at + ahead] ?? end;
  const next = () => {
    const token = peek();
    at += 1;
    return token;
  };
  const syntaxError = (token: Token): never => {
    const index = tokens.indexOf(token);
    const from = tokens[index - 1] ?? token;
    const to = tokens[index + 1] ?? token;
    const near = expression.slice(from.start, to.end).trim();
    throw validationError(`Invalid ${label}: Syntax error; token: "${token.text}", near: "${near}"`);
  };
  const matches = (token: Token, text: string) =>
    token.kind === 'symbol' ? token.text === text : token.kind === 'identifier' && token.text.toUpperCase() === text;
  return {
    label,
    peek,
    next,
    take: (text) => {
      const matched = matches(peek(), text);
      at += matched ? 1 : 0;
      return matched;
    },
    expect: (text) => (matches(peek(), text) ? next() : syntaxError(peek())),
    position: () => at,
    rewind: (position) => {
      at = position;
    },
    syntaxError,
  };
}
