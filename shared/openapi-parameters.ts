/** Parameters and headers that every operation of signed-in callers has, as the description says them. */
import { API_VERSION_NAMES } from './http/versions.ts';

/** Of every GET. */
export const VIEW_PARAMETERS = [
  {
    name: 'fields',
    in: 'query',
    required: false,
    description: 'Fields of the record to answer, separated by commas, those within others behind a dot.',
    schema: { type: 'string', minLength: 1, examples: ['id,name'] },
  },
  {
    name: 'expand',
    in: 'query',
    required: false,
    description:
      'Records to put beside their ids, separated by commas: `account` beside `accountId`, at most two levels deep. ' +
      'Needs the permission to read them.',
    schema: { type: 'string', minLength: 1, examples: ['account'] },
  },
] as const;

export const VERSION_PARAMETER = {
  name: 'Tandem-Version',
  in: 'header',
  required: false,
  description:
    'Version of the API by its date. Without it an API key has the one it is pinned to, a person the newest.',
  schema: { type: 'string', enum: API_VERSION_NAMES },
} as const;

export const CALLER_HEADERS = {
  TandemVersion: { description: 'The version of the API that this answer is in.', schema: { type: 'string' } },
  RateLimit: {
    description: 'Requests that are left (`r`) and seconds until all are (`t`), of the tenant and of the API key.',
    schema: { type: 'string', examples: ['"tenant";r=412;t=19'] },
  },
  RateLimitPolicy: {
    description: 'Requests (`q`) in so many seconds (`w`).',
    schema: { type: 'string', examples: ['"tenant";q=600;w=60'] },
  },
} as const;

/** References to them, by the name of the header. */
export const CALLER_HEADER_REFS = {
  'Tandem-Version': { $ref: '#/components/headers/TandemVersion' },
  RateLimit: { $ref: '#/components/headers/RateLimit' },
  'RateLimit-Policy': { $ref: '#/components/headers/RateLimitPolicy' },
} as const;
