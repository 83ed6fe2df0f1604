/** Reads and validates what a request carries. Every refusal names the field by JSON pointer and the rule. */
import type { z } from 'zod';
import { isKeyed, type Route, type RouteInput } from '../module.ts';
import { type FieldError, reject } from '../rejection.ts';
import type { ApiEvent } from './api-event.ts';
import { VIEW_PARAMETERS } from './view-answer.ts';

export const BODY_BYTES_MAX = 5 * 1024 * 1024;
const DEPTH_MAX = 32;

/** @param newer makes a body of an older version of the API one of today's */
export function readInput(
  route: Route,
  params: Readonly<Record<string, string>>,
  event: ApiEvent,
  newer: (body: unknown) => unknown = (body) => body,
): RouteInput {
  const isRaw = isKeyed(route) && route.raw !== undefined;
  const body = isRaw ? undefined : newer(readBody(route, event));
  const errors: FieldError[] = [];
  const check = (schema: z.ZodType | undefined, value: unknown, prefix: string) => {
    if (schema === undefined) return value;
    const parsed = schema.safeParse(value, { reportInput: true });
    if (parsed.success) return parsed.data;
    errors.push(...fieldErrors(parsed.error, prefix));
    return value;
  };
  const checkedParams = check(route.params, params, '/path');
  if (errors.length > 0) throw reject('not_found', 'route.no_such_id', 'No such record.');
  const query = check(route.query, readQuery(route, event), '/query');
  const input = { params: checkedParams, query, body: check(route.body, body, ''), ifMatch: readIfMatch(route, event) };
  if (errors.length > 0) throw reject('invalid', 'request.invalid', 'Some fields break a rule.', { errors });
  if (!isKeyed(route)) return input;
  expectPlain(event);
  const { headers, requestContext } = event;
  return { ...input, sent: { text: textOf(event), headers, sourceIp: requestContext.http.sourceIp ?? '' } };
}

const textOf = (event: ApiEvent): string => (event.body === undefined ? '' : decodeBody(event));

function readBody(route: Route, event: ApiEvent): unknown {
  if (isKeyed(route) && route.formEncoded === true && isFormEncoded(event)) return readForm(event);
  if (route.body !== undefined) expectJson(event);
  const text = textOf(event);
  if (route.body === undefined) {
    if (text.trim() === '' || isEmptyObject(text)) return undefined;
    throw reject('invalid', 'request.no_body', 'This request takes no body.');
  }
  if (text.trim() === '') {
    if (route.bodyOptional === true) return {};
    throw reject('malformed', 'request.body_missing', 'A JSON body is required.');
  }
  return parseJson(text);
}

const isFormEncoded = ({ headers }: ApiEvent): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');

/** The fields of a page's form as texts. A field that is given twice has no one value. */
function readForm(event: ApiEvent): Record<string, string> {
  expectPlain(event);
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(textOf(event))) {
    if (Object.hasOwn(fields, name)) {
      const pointer = `/${escapePointer(name)}`;
      throw reject('malformed', 'request.repeated_field', 'A field is given twice.', {
        errors: [{ pointer, code: 'request.repeated_field', message: 'is given twice' }],
      });
    }
    fields[name] = value;
  }
  return fields;
}

/** Nothing is unpacked: a few bytes could become gigabytes. */
function expectPlain({ headers, body = '' }: ApiEvent): void {
  const coding = headers['content-encoding'] ?? 'identity';
  if (body !== '' && coding.trim().toLowerCase() !== 'identity')
    throw reject('unsupported_type', 'request.encoded', 'Send the body as it is, without a Content-Encoding.');
}

function expectJson(event: ApiEvent): void {
  const { headers, body = '' } = event;
  if (body === '') return;
  expectPlain(event);
  const type = headers['content-type'] ?? 'application/json';
  if (!/^application\/(.+\+)?json\b/i.test(type))
    throw reject('unsupported_type', 'request.not_json', 'The content type must be application/json.');
}

function decodeBody(event: ApiEvent): string {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded === true ? 'base64' : 'utf8');
  if (bytes.length > BODY_BYTES_MAX)
    throw reject('too_large', 'request.too_large', 'The body is over 5 MB; use an upload for larger input.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw reject('malformed', 'request.not_utf8', 'The body is not UTF-8.');
  }
}

const isEmptyObject = (text: string): boolean => /^\s*\{\s*\}\s*$/.test(text);

/** Parses JSON; prototype keys, deep nesting and lone surrogates are refused by name rather than carried inside. */
export function parseJson(text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw reject('malformed', 'request.malformed_json', 'The body is not valid JSON.');
  }
  refuseHostile(parsed, '', 0);
  return parsed;
}

function refuseHostile(value: unknown, pointer: string, depth: number): void {
  const refuse = (code: string, message: string, at = pointer) =>
    reject('malformed', code, message, { errors: [{ pointer: at, code, message }] });
  if (depth > DEPTH_MAX) throw refuse('request.too_deep', `Nesting is limited to ${DEPTH_MAX} levels.`);
  if (typeof value === 'string' && !value.isWellFormed())
    throw refuse('request.lone_surrogate', 'The text is not well-formed Unicode.');
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (!name.isWellFormed()) throw refuse('request.lone_surrogate', 'The name of a field is not well-formed Unicode.');
    if (name === '__proto__')
      throw refuse('request.unknown_field', 'The field "__proto__" is not known.', `${pointer}/__proto__`);
    refuseHostile(inner, `${pointer}/${escapePointer(name)}`, depth + 1);
  }
}

function readQuery(route: Route, event: ApiEvent): Record<string, string> {
  // Without a prototype, so that a parameter named `__proto__` is one more unknown name.
  const query: Record<string, string> = Object.create(null);
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(event.rawQueryString)) {
    if (isView(route, name) && !seen.has(name)) {
      seen.add(name);
      continue;
    }
    const again = Object.hasOwn(query, name) || seen.has(name);
    if (again || route.query === undefined) {
      const code = again ? 'request.repeated_parameter' : 'request.unknown_parameter';
      const message = again ? 'is given twice' : 'is not known';
      throw reject('invalid', 'request.invalid', `The query parameter ${message}.`, {
        errors: [{ pointer: `/query/${escapePointer(name)}`, code, message }],
      });
    }
    query[name] = value;
  }
  return query;
}

/** What every GET of signed-in callers takes is read where the answer is made (view-answer.ts). */
const isView = (route: Route, name: string): boolean =>
  route.method === 'GET' && route.access === 'tenant' && VIEW_PARAMETERS.has(name);

function readIfMatch(route: Route, event: ApiEvent): number | undefined {
  const header = event.headers['if-match'];
  if (header === undefined || header === '*') {
    if (route.ifMatch === 'required' && header === undefined) {
      throw reject('precondition_required', 'request.if_match_required', 'Send If-Match with the ETag you last read.');
    }
    return undefined;
  }
  const match = /^"(\d{1,15})"$/.exec(header.trim());
  if (match === null) throw reject('precondition_failed', 'request.stale', 'The record has changed since you read it.');
  return Number(match[1]);
}

const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Issues that a field which is not there raises, by what it would have to be: a type, one of some words, a union. */
const TYPE_ISSUES: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value', 'invalid_union']);

/**
 * Zod's issues as pointer, code and message; an unknown key is named by its own pointer. A missing field is told from a
 * wrong type only where the schema was parsed with `reportInput`.
 */
export const fieldErrors = (error: z.ZodError, prefix: string): FieldError[] => issueErrors(error.issues, prefix);

type Issue = z.core.$ZodIssue;

function issueErrors(issues: readonly Issue[], prefix: string): FieldError[] {
  return issues.flatMap((issue) => {
    const pointer = prefix + issue.path.map((part) => `/${escapePointer(String(part))}`).join('');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: `${pointer}/${escapePointer(key)}`,
        code: 'unknown_field',
        message: 'is not a known field',
      }));
    }
    const meant = issue.code === 'invalid_union' ? meantOption(issue.errors) : undefined;
    if (meant !== undefined) return issueErrors(meant, pointer);
    const missing = TYPE_ISSUES.has(issue.code) && 'input' in issue && issue.input === undefined;
    return [{ pointer, code: missing ? 'required' : issue.code, message: missing ? 'is required' : issue.message }];
  });
}

/** Of a union, the faults of the one option that the value is of the type of: they are inside it, and it was meant. */
function meantOption(options: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const fitting = options.filter((issues) =>
    issues.every(({ code, path }) => path.length > 0 || !TYPE_ISSUES.has(code)),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}
