/** The kinds of request that the benchmark tells apart, and what makes a request one of them. */

export const REQUEST_KINDS = [
  'read one',
  'list',
  'search',
  'write small',
  'win',
  'complete',
  'dispatch',
  'invoice',
  'pay',
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

const PATTERNS: readonly (readonly [RegExp, RequestKind])[] = [
  [/^GET \/crm\/accounts\/[^/?]+$/, 'read one'],
  [/^GET \/crm\/accounts\?q=/, 'search'],
  [/^GET \/crm\/accounts\?/, 'list'],
  [/^POST \/crm\/opportunities$/, 'write small'],
  [/^POST \/crm\/opportunities\/[^/]+\/win$/, 'win'],
  [/^POST \/production\/orders\/[^/]+\/complete$/, 'complete'],
  [/^POST \/logistics\/shipments\/[^/]+\/dispatch$/, 'dispatch'],
  [/^POST \/finance\/payments$/, 'pay'],
];

/** The kind of a request; undefined for those that are part of a loop and not looked at alone. */
export function kindOf(method: string, path: string): RequestKind | undefined {
  const request = `${method} ${path}`;
  return PATTERNS.find(([pattern]) => pattern.test(request))?.[1];
}

/** An invoice is made by the system: its time runs from the dispatch that is billed to the first list that has it. */
export const isDispatch = (method: string, path: string): boolean => kindOf(method, path) === 'dispatch';
export const isInvoiceList = (method: string, path: string): boolean =>
  method === 'GET' && path.startsWith('/finance/invoices?');
