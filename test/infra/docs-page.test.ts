/** The reference page: whole, from our own address, and from no other. */
import { createContext, runInContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { packedScript } from '../../infra/docs-script.ts';
import { DOCS_PATHS, docsFunction } from '../../shared/http/docs-page.ts';

const answer = docsFunction(async () => packedScript());
const get = (rawPath: string) =>
  answer({
    ...{ rawPath, rawQueryString: '', headers: {} },
    requestContext: { requestId: 'req_1', http: { method: 'GET', path: rawPath } },
  });

describe('the page at /docs', () => {
  test('loads what there is, and the description of the API', async () => {
    const { statusCode, headers, body } = await get('/docs');
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const loaded = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
    expect(loaded).toEqual(['/v1/openapi.json', '/docs/scalar.js', '/docs/start.js']);
    expect(DOCS_PATHS).toEqual(expect.arrayContaining(loaded.slice(1)));
    expect((await get('/docs/start.js')).body).toContain("url: '/v1/openapi.json'");
  });

  test('names no other host, and lets the browser reach none', async () => {
    for (const path of ['/docs', '/docs/start.js']) expect((await get(path)).body).not.toMatch(/(https?:)?\/\/\w/);
    for (const path of DOCS_PATHS) {
      const policy = (await get(path)).headers['content-security-policy'] ?? '';
      const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]));
      expect(rules.get('default-src')).toEqual(["'none'"]);
      expect(rules.get('script-src')).toEqual(["'self'"]);
      expect(rules.get('connect-src')).toEqual(["'self'"]);
      const known = new Set(["'self'", "'none'", "'unsafe-inline'", 'data:']);
      expect([...rules.values()].flat().filter((source) => !known.has(source))).toEqual([]);
    }
  });

  test('its script comes whole, small enough for a function’s answer, and runs without `eval`', async () => {
    const { headers, body, isBase64Encoded } = await get('/docs/scalar.js');
    expect([headers['content-encoding'], isBase64Encoded]).toEqual(['gzip', true]);
    expect(body.length).toBeLessThan(6 * 1024 * 1024);
    const script = gunzipSync(Buffer.from(body, 'base64')).toString();
    expect(script).not.toMatch(/new Function\(|[^.\w]eval\(/);
    expect(script).not.toContain('sourceMappingURL');
    const { window } = browserLike();
    const context = createContext(window, { codeGeneration: { strings: false, wasm: false } });
    runInContext(script, context);
    expect(typeof (window.Scalar as { createApiReference?: unknown }).createApiReference).toBe('function');
  });
});

/** As much of a browser as the script asks for before anybody calls it. */
function browserLike() {
  const element = (): Record<string, unknown> => ({
    ...{ style: {}, dataset: {}, classList: { add: () => {}, remove: () => {} } },
    ...{ setAttribute: () => {}, appendChild: () => {}, append: () => {}, getAttribute: () => null },
    ...{ addEventListener: () => {}, querySelector: () => null, querySelectorAll: () => [] },
  });
  const document = {
    ...element(),
    ...{ head: element(), body: element(), documentElement: element(), cookie: '', readyState: 'loading' },
    ...{ createElement: element, createElementNS: element, createTextNode: element, getElementById: () => null },
    ...{ createComment: element, createDocumentFragment: element },
  };
  const storage = { getItem: () => null, setItem: () => {}, removeItem: () => {} };
  const window: Record<string, unknown> = {
    ...{
      document,
      navigator: { userAgent: '', platform: '' },
      location: { href: 'http://127.0.0.1/docs', search: '' },
    },
    ...{
      addEventListener: () => {},
      removeEventListener: () => {},
      setTimeout,
      clearTimeout,
      console,
      URL,
      TextEncoder,
    },
    ...{ TextDecoder, queueMicrotask, performance, matchMedia: () => ({ matches: false, addEventListener: () => {} }) },
    ...{ HTMLElement: class {}, Element: class {}, Node: class {}, SVGElement: class {}, CustomEvent: class {} },
    ...{ requestAnimationFrame: () => 0, getComputedStyle: () => ({}), AbortController, Headers, fetch: () => {} },
    ...{
      localStorage: storage,
      sessionStorage: storage,
      history: {},
      MutationObserver: class {},
      ResizeObserver: class {},
    },
  };
  window.window = window;
  window.self = window;
  window.globalThis = window;
  return { window };
}
