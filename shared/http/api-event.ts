/** The slice of API Gateway's payload format 2.0 that Tandem reads, and the answer it gives. */

import type { RateContext } from './rate-limits/rate-policy.ts';

/** What the authorizer hands on; the only source of the tenant of a request. */
export type AuthorizerContext = RateContext & {
  /** The version of the API that an API key is pinned to. */
  readonly apiVersion?: string;
  readonly tenantId: string;
  readonly actorKind: 'user' | 'apiKey';
  readonly actorId: string;
  /** Comma-separated given roles. */
  readonly roles: string;
  /** Comma-separated permission patterns of the tenant's own roles or of the API key's scopes. */
  readonly patterns: string;
};

export type ApiEvent = {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | undefined;
  readonly isBase64Encoded?: boolean | undefined;
  readonly requestContext: {
    readonly requestId: string;
    readonly http: { readonly method: string; readonly path: string; readonly sourceIp?: string };
    readonly authorizer?: { readonly lambda?: AuthorizerContext | null | undefined } | undefined;
  };
};

export type ApiResult = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
