/** Issue 4, "Hostile input": everything of a request but its body's fields: address, query, headers, bytes, files. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Company, openProduct, type Product } from '../e2e/local-product.ts';
import { addressOf } from '../e2e/valid-requests.ts';
import { routes } from './hostile-company.ts';
import { HOSTILE_JSON, HOSTILE_NAMES, HOSTILE_TEXTS } from './hostile-values.ts';
import { type RawAnswer, sendRaw } from './raw-request.ts';
import { SEEDS } from './seeds.ts';

const RUNS = 12;
/** More does not fit into a request line. */
const TEXT_MAX = 2_000;
const texts = HOSTILE_TEXTS.filter((text) => encodeURIComponent(text).length <= TEXT_MAX);

let product: Product;
let company: Company;
beforeAll(async () => {
  product = await openProduct();
  company = await product.company('Hostile');
});
afterAll(async () => {
  const dead = product.cloud.deadLetters.list();
  await product.stop();
  expect(product.faults.join('\n')).toBe('');
  expect(dead).toEqual([]);
});

const codeOf = ({ status, body }: Answer): string => `${status} ${body?.code ?? ''}`;
async function changingNothing(calls: () => Promise<void>): Promise<void> {
  await product.settled();
  const before = product.digest();
  await calls();
  expect(product.digest(), 'something was written').toBe(before);
}

describe('a query', () => {
  const reading = routes.filter(([, { method }]) => method === 'GET');
  it.each(reading)(
    '%s answers hostile values with rows, or a refusal that names the parameter',
    async (_key, route) => {
      const parameters = product.description.document.paths[route.path]?.get?.parameters ?? [];
      const known = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
      const pair = fc.tuple(
        fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known, 'limit') }, fc.constantFrom(...HOSTILE_NAMES)),
        fc.oneof(fc.constantFrom(...texts), fc.string({ unit: 'binary', maxLength: 200 })),
      );
      const property = fc.asyncProperty(fc.array(pair, { minLength: 1, maxLength: 3 }), async (pairs) => {
        const query = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString();
        const { status, body } = await company.call('GET', `${addressOf(route.path, 'none')}?${query}`);
        expect([200, 404, 422]).toContain(status);
        if (status !== 422) return;
        for (const { pointer } of body.errors) expect(pointer).toMatch(/^\/query\//);
      });
      await changingNothing(async () => {
        for (const seed of SEEDS) await fc.assert(property, { numRuns: RUNS, seed });
      });
    },
  );
});

describe('an address', () => {
  const withId = routes.filter(([, { path }]) => path.includes('{'));
  it.each(withId)('%s has nothing at a hostile id (404)', async (_key, route) => {
    await changingNothing(async () => {
      for (const text of texts) {
        const body = route.body === undefined ? {} : { body: {} };
        const { status } = await company.call(route.method, addressOf(route.path, encodeURIComponent(text)), body);
        // A body or a query that lacks something may be refused before the id is looked at, and some ids are words.
        expect([text, [400, 404, 405, 422, 428].includes(status)]).toEqual([text, true]);
      }
    });
  });

  it.each([
    ['/crm/accounts/..%2f..%2fetc', 404],
    ['/crm/accounts/%2e%2e/accounts', 404],
    ['/crm/accounts/%00', 404],
    ['/crm/accounts/%c0%ae%c0%ae', 400],
    ['/crm/accounts/%ff', 400],
    ['/crm/accounts/%ed%a0%80', 400],
    ['/crm/accounts/%25%30%30', 404],
    ['/crm/accounts;a=b', 404],
    ['/crm/accounts%20', 404],
    [`/crm/accounts/${'a'.repeat(8_000)}`, 404],
    [`/crm${'/a'.repeat(3_000)}`, 404],
    ['/crm/accounts?limit=1&limit=2', 422],
    ['/crm/accounts?limit=1&%6cimit=2', 422],
    ['/crm/accounts?limit[]=1', 422],
    ['/crm/accounts?limit=1e2', 422],
    ['/crm/accounts?limit=%ff', 422],
    ['/crm/accounts?%00=1', 422],
  ])('%s is %i', async (path, status) => {
    await changingNothing(async () => {
      expect((await company.call('GET', path)).status).toBe(status);
    });
  });
});

describe('a header', () => {
  const kept = ['idempotency-key', 'if-match', 'x-correlation-id', 'authorization', 'content-type', 'accept', 'range'];
  const others = ['x-forwarded-for', 'origin', 'cookie', 'x-http-method-override', '__proto__', 'x-tenant-id'];
  const printable = texts.filter((text) => /^[\x20-\x7e]*$/.test(text));
  it.each([...kept, ...others])('%s of any kind is read, passed over or refused', async (name) => {
    for (const value of printable) {
      const answer = await company.call('POST', '/crm/accounts', { body: '{"name":7}', headers: { [name]: value } });
      expect([value, [400, 401, 412, 415, 422].includes(answer.status)]).toEqual([value, true]);
    }
  });
});

const post = (head: string) =>
  `POST /v1/crm/accounts HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${company.token}\r\nconnection: close\r\n${head}\r\n`;
const json = 'content-type: application/json\r\n';
const isProblem = ({ status, type, text }: RawAnswer): boolean =>
  type === 'application/problem+json' && JSON.parse(text).status === status;

describe('bytes', () => {
  const GET = 'GET /v1/health HTTP/1.1\r\n';
  it.each([
    ['no host', `${GET}connection: close\r\n\r\n`, 400],
    ['a version that is not spoken', 'GET /v1/health HTTP/3.0\r\nhost: x\r\n\r\n', 400],
    ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['NUL in a header', `${GET}host: x\r\nx-a: a\u0000b\r\n\r\n`, 400],
    ['a folded header', `${GET}host: x\r\nx-a: a\r\n b\r\n\r\n`, 400],
    ['lines without a carriage return', 'GET /v1/health HTTP/1.1\nhost: x\n\n', 400],
    ['a method that is none', 'BREW /v1/health HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    ['letters beyond ASCII in the address', 'GET /v1/ü HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    ['headers without end', `${GET}host: x\r\n${'a: b\r\n'.repeat(2_500)}\r\n`, 431],
    ['one header without end', `${GET}host: x\r\na: ${'b'.repeat(20_000)}\r\n\r\n`, 431],
    ['an address without end', `GET /v1/${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
  ])('that are no request are refused as a problem: %s', async (_what, text, status) => {
    const answer = await sendRaw(product.cloud.url, text);
    expect([answer.status, isProblem(answer)]).toEqual([status, true]);
  });

  it.each([
    ['both a length and chunks', 'content-length: 4\r\ntransfer-encoding: chunked\r\n', '0\r\n\r\n', 400],
    ['two lengths', 'content-length: 2\r\ncontent-length: 3\r\n', '{}x', 400],
    ['a length below nothing', 'content-length: -1\r\n', '{}', 400],
    ['a chunk that is none', 'transfer-encoding: chunked\r\n', 'zz\r\n\r\n', 400],
    ['a coding that is no chunks', 'transfer-encoding: gzip\r\n', '{}', 400],
    ['a strange expectation', `${json}expect: magic\r\ncontent-length: 2\r\n`, '{}', 422],
  ])('that could be two requests are refused: %s', async (_what, head, body, status) => {
    await changingNothing(async () => {
      const answer = await sendRaw(product.cloud.url, post(head), body);
      expect([answer.status, isProblem(answer)]).toEqual([status, true]);
    });
  });

  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024), { level: 9 });
  it.each(['gzip', 'GZIP', 'deflate', 'br', 'zstd', 'gzip, gzip', 'x', 'identity, gzip'])(
    'in the coding %s are not unpacked (415), and a bomb is not either',
    async (coding) => {
      await changingNothing(async () => {
        const before = process.memoryUsage().rss;
        const sent = { body: bomb, headers: { 'content-encoding': coding } };
        expect(codeOf(await company.call('POST', '/crm/accounts', sent))).toBe('415 request.encoded');
        expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
      });
    },
  );

  it.each([
    ['text/plain', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/xml', 415],
    ['application/jsonp', 415],
    ['json', 415],
    ['application/json; charset=utf-8', 422],
    ['APPLICATION/JSON', 422],
    ['application/merge-patch+json', 422],
  ])('of the type %s: %i', async (type, status) => {
    const sent = { body: '{"name":7}', headers: { 'content-type': type } };
    expect((await company.call('POST', '/crm/accounts', sent)).status).toBe(status);
  });

  it.each<[string, Uint8Array, string]>([
    ['an overlong slash', Uint8Array.of(0x7b, 0xc0, 0xaf, 0x7d), '400 request.not_utf8'],
    ['half of a character', Uint8Array.of(0x22, 0xe2, 0x82, 0x22), '400 request.not_utf8'],
    ['a surrogate as bytes', Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), '400 request.not_utf8'],
    ['UTF-16', Buffer.from('{"name":"x"}', 'utf16le'), '400 request.malformed_json'],
    ['UTF-16 with its mark', Buffer.from('\ufeff{"name":"x"}', 'utf16le'), '400 request.not_utf8'],
    ['a mark of UTF-8, which is passed over', Buffer.from('\ufeff{"name":7}'), '422 request.invalid'],
    ['4 MB of brackets', Buffer.alloc(4_000_000, '['), '400 request.malformed_json'],
    ['2 million levels', Buffer.from('['.repeat(2e6) + ']'.repeat(2e6)), '400 request.too_deep'],
    ['4 MB of blanks', Buffer.alloc(4_000_000, ' '), '400 request.body_missing'],
    ['4 MB of digits', Buffer.alloc(4_000_000, '9'), '422 request.invalid'],
  ])('that are %s', async (_what, body, expected) => {
    await changingNothing(async () => {
      expect(codeOf(await company.call('POST', '/crm/accounts', { body }))).toBe(expected);
    });
  });

  it('that never end hold nobody else up: 200 half requests, and the next one is answered', async () => {
    const half = new AbortController();
    const { connect } = await import('node:net');
    const port = Number(new URL(product.cloud.url).port);
    const sockets = Array.from({ length: 200 }, () => connect({ port, host: '127.0.0.1', signal: half.signal }));
    for (const socket of sockets) {
      socket.on('error', () => {});
      socket.write('POST /v1/crm/accounts HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n');
    }
    expect((await company.call('GET', '/health')).status).toBe(200);
    half.abort();
  });
});

describe('a file', () => {
  const columns: Readonly<Record<string, string>> = {
    ...{ accounts: 'name', contacts: 'name', products: 'sku', boms: 'sku', stock: 'sku', opportunities: 'name' },
  };
  const importing = async (body: object) => {
    const answer = await company.call('POST', '/imports', { body });
    if (answer.status !== 201 && answer.status !== 202) return answer;
    await product.settled();
    return company.call('GET', `/imports/${answer.body.id}`);
  };

  it('with formulas is data: they are kept as they stand, and shown as they stand', async () => {
    const names = [
      '=cmd|" /C calc"!A0',
      '+1+1',
      '-1+1',
      '@SUM(1)',
      '=HYPERLINK("http://x")',
      '\u202eevil',
      '__proto__',
    ];
    const rows = names.map((name, index) => `f-${index},"${name.replaceAll('"', '""')}"`);
    const { body } = await importing({ kind: 'accounts', content: `externalId,name\n${rows.join('\n')}\n` });
    expect([body.state, body.counts.created, body.counts.refused]).toEqual(['succeeded', names.length, 0]);
    const shown = (await company.all('/crm/accounts')).filter(({ externalId }) => externalId?.startsWith('f-'));
    expect(shown.map(({ name }) => name).sort()).toEqual([...names].sort());
  });

  it.each(Object.entries(columns))('of %s with any text in its cells is read to its end', async (kind, column) => {
    const cells = HOSTILE_TEXTS.map((text) => `"${text.replaceAll('"', '""')}"`);
    const odd = ['"not closed', 'a"b', ',,,,', '"a"b', `"${'x'.repeat(70_000)}"`, '\u0000', '\ufeff'];
    for (const rows of [cells, ...odd.map((row) => [row, 'x'])]) {
      const { status, body } = await importing({ kind, content: `${column}\n${rows.join('\n')}\n` });
      expect([200, 422]).toContain(status);
      if (status === 200) expect(body.state).toBe('succeeded');
    }
    const lines = { kind, format: 'ndjson', content: HOSTILE_JSON.filter((text) => text.length < 60_000).join('\n') };
    expect((await importing(lines)).body.state).toBe('succeeded');
  });

  it.each(HOSTILE_NAMES.filter((name) => name !== '' && name.isWellFormed()))(
    'with a column %j, or one that is mapped to it, is refused or read without it',
    async (name) => {
      const header = `"${name.replaceAll('"', '""')}"`;
      for (const mapping of [undefined, { x: name }, { [name]: 'name' }, { [name]: null }]) {
        const content = `externalId,name,x,${header}\nc-1,Anna,1,2\n`;
        const { status } = await importing({ kind: 'accounts', content, mapping });
        expect([200, 400, 422]).toContain(status);
      }
      expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
    },
  );
});
