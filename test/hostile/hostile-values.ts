/** Values that have broken other systems: as JSON text, since some of them no program can hold. */

/** Texts that are well formed, and unkind. */
export const HOSTILE_TEXTS: readonly string[] = [
  ...['', ' ', '\t', '\u0000', 'a\u0000b', '\u0007\u001b[31m', '\r\nSet-Cookie: a=b', '\u2028', '\u0085'],
  // Reading order, invisible and combining characters, one that grows when its case changes, one beyond the BMP.
  ...[
    '\u202eevil',
    '\u200f\u200e',
    '\u200b',
    '\ufeff',
    'e\u0301',
    `Z${'\u0351'.repeat(300)}`,
    'ẞİŉ',
    '𝒳👩‍👩‍👧‍👦',
    '\uffff',
  ],
  ...['=cmd|" /C calc"!A0', '+1+1', '-1+1', '@SUM(1)', '\t=1+1', '=HYPERLINK("http://x")'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is for template engines
  ...["'; DROP TABLE items; --", '" OR ""="', '${7*7}', '{{7*7}}', '<script>alert(1)</script>', '%s%n%x', '$(id)'],
  ...['../../etc/passwd', '..%2f..%2f', '\\\\host\\share', 'file:///etc/passwd', 't#ten_1#x', 'p#directory#0', '#'],
  ...['null', 'undefined', 'NaN', 'Infinity', 'true', '[object Object]', '__proto__', 'constructor', 'toString'],
  ...['0', '-0', '1e3', '0x10', '١٢٣', '１２', '1,5', '00', '9'.repeat(40), '9007199254740993', '0.1e-400'],
  ...['2026-02-30', '0000-00-00', '9999-12-31', '+010000-01-01', '2026-11-24T24:00:00Z'],
  ...['x'.repeat(201), 'x'.repeat(1_001), 'é'.repeat(30_000), '\u{1f600}'.repeat(101)],
];

/** Numbers as they are written: beyond what a double holds, and in more than one spelling. */
const HOSTILE_NUMBERS: readonly string[] = [
  ...['0', '-0', '-1', '1.5', '1e2', '1e400', '-1e400', '1e-400', '9007199254740993', '9'.repeat(40), '-9e99'],
  ...['0.1', '2147483648', '4294967296', '9223372036854775808', '1E+2', '5e-324', '1.7976931348623157e308'],
];

const levels = (count: number, open: string, close: string, core: string): string =>
  open.repeat(count) + core + close.repeat(count);

/** Shapes: of the wrong kind, of no end, with names that mean something to a JavaScript object. */
const HOSTILE_SHAPES: readonly string[] = [
  ...['null', 'true', 'false', '[]', '{}', '[null]', '[[[]]]', '[{}]', '{"":""}', '{"a":1,"a":2}'],
  ...['{"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{"isAdmin":true}}}', '{"toString":1}'],
  ...['{"length":4294967296}', '{"then":"x"}', '{"toJSON":"x"}', '{"hasOwnProperty":1}', '{"$ref":"#"}', '{"S":"x"}'],
  ...[levels(10_000, '[', ']', ''), levels(10_000, '{"a":', '}', '1'), levels(33, '{"a":', '}', '1')],
  `[${Array.from({ length: 2_000 }, () => '0').join()}]`,
  `{${Array.from({ length: 2_000 }, (_, index) => `"f${index}":0`).join()}}`,
  // Halves of a character, which JSON can write and Unicode cannot.
  ...['"\\ud800"', '"\\udc00\\ud800"', '"a\\udfff"', '{"\\ud800":1}'],
];

/** Every hostile value, as JSON text. */
export const HOSTILE_JSON: readonly string[] = [
  ...HOSTILE_TEXTS.map((text) => JSON.stringify(text)),
  ...HOSTILE_NUMBERS,
  ...HOSTILE_SHAPES,
];

/** Names of fields that no body has. */
export const HOSTILE_NAMES: readonly string[] = [
  ...['surprise', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '', ' ', 'id'],
  ...['tenantId', 'version', 'createdAt', 'pk', 'gsi1pk', '$where', 'a/b', 'a~b', '\u0000', '\u202e', 'é', '0', 'then'],
];
