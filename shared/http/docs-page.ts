/** The reference page: Scalar over `GET /v1/openapi.json`, all of it from our own address. */
import type { ApiEvent } from './api-event.ts';

export type DocsAnswer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded?: boolean;
};

/** Paths of the page and of what it loads. */
export const DOCS_PATHS = ['/docs', '/docs/scalar.js', '/docs/start.js'] as const;

/** Nothing of any other address is loaded or called; styles are set by the script as it draws. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tandem API</title>
</head>
<body>
<div id="reference"></div>
<noscript>The description of the API is at <a href="/v1/openapi.json">/v1/openapi.json</a>.</noscript>
<script src="/docs/scalar.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

/** No fonts, proxy, telemetry or assistant of Scalar's own: what one tries goes to this server and nowhere else. */
const START = `Scalar.createApiReference('#reference', {
  url: '/v1/openapi.json',
  proxyUrl: '',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  persistAuth: false,
  authentication: { preferredSecurityScheme: 'token' },
});
`;

const HOUR = 'public, max-age=3600';
const text = (type: string, body: string): DocsAnswer => ({
  statusCode: 200,
  headers: {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': HOUR,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  },
  body,
});

/**
 * Answers the paths of the page.
 * @param readScript Scalar's script for browsers, as gzip: it is larger than a function may answer as it is
 */
export function docsFunction(readScript: () => Promise<Uint8Array>): (event: ApiEvent) => Promise<DocsAnswer> {
  let script: Promise<DocsAnswer> | undefined;
  return async ({ rawPath }) => {
    if (rawPath === '/docs/start.js') return text('text/javascript', START);
    if (rawPath !== '/docs/scalar.js') return text('text/html', PAGE);
    script ??= readScript().then(scriptAnswer);
    return script;
  };
}

function scriptAnswer(gzipped: Uint8Array): DocsAnswer {
  const answer = text('text/javascript', Buffer.from(gzipped).toString('base64'));
  return { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' }, isBase64Encoded: true };
}
