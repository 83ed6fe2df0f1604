/** Text patterns of IAM: `*`, `?`, and policy variables such as `${aws:PrincipalTag/TenantId}`. */
import { literalPattern } from '../literal-pattern.ts';

/** Values of the caller's own keys (principal tags and the like), by lower-case name; undefined where absent. */
export type Variables = (name: string) => string | undefined;
export type Matcher = (value: string) => boolean;

const VARIABLE = /\$\{([^}]*)\}/g;
const LITERALS: Readonly<Record<string, string>> = { '*': '*', '?': '?', $: '$' };

export const hasVariable = (pattern: string): boolean => pattern.includes('${');

type Part = { readonly text: string; readonly literal: boolean };

/**
 * Splits a pattern at its variables. What a variable is replaced by is literal text: a tag that holds `*` must not
 * become a wildcard. Undefined where a variable has no value, for then the pattern matches nothing.
 */
function partsOf(pattern: string, variables: Variables): Part[] | undefined {
  const parts: Part[] = [];
  let from = 0;
  for (const found of pattern.matchAll(VARIABLE)) {
    parts.push({ text: pattern.slice(from, found.index), literal: false });
    const [name = '', fallback] = (found[1] ?? '').split(/\s*,\s*/);
    const value = LITERALS[name] ?? variables(name.toLowerCase()) ?? fallback?.replace(/^'(.*)'$/, '$1');
    if (value === undefined) return undefined;
    parts.push({ text: value, literal: true });
    from = found.index + found[0].length;
  }
  parts.push({ text: pattern.slice(from), literal: false });
  return parts;
}

const NEVER: Matcher = () => false;

/** A matcher of whole texts; `like` turns the wildcards on. */
export function compilePattern(
  pattern: string,
  variables: Variables,
  options: { like: boolean; ignoreCase?: boolean },
): Matcher {
  const parts = partsOf(pattern, variables);
  if (parts === undefined) return NEVER;
  const fold = (text: string) => (options.ignoreCase === true ? text.toLowerCase() : text);
  const wild = parts.some(({ text, literal }) => !literal && /[*?]/.test(text));
  if (!options.like || !wild) {
    const whole = fold(parts.map(({ text }) => text).join(''));
    return (value) => fold(value) === whole;
  }
  const prefix = prefixOf(parts);
  if (prefix !== undefined) {
    const start = fold(prefix);
    return (value) => fold(value).startsWith(start);
  }
  const source = parts.map(({ text, literal }) => (literal ? literalPattern(text) : wildcards(text))).join('');
  const regex = new RegExp(`^${source}$`, options.ignoreCase === true ? 'isu' : 'su');
  return (value) => regex.test(value);
}

/** The text before a single `*` at the very end, which is the commonest pattern and the hot one. */
function prefixOf(parts: readonly Part[]): string | undefined {
  const last = parts.at(-1);
  if (last === undefined || last.literal || !last.text.endsWith('*')) return undefined;
  const before = [...parts.slice(0, -1), { text: last.text.slice(0, -1), literal: false }];
  if (before.some(({ text, literal }) => !literal && /[*?]/.test(text))) return undefined;
  return before.map(({ text }) => text).join('');
}

const wildcards = (text: string): string =>
  text
    .split(/([*?])/)
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : literalPattern(part)))
    .join('');
