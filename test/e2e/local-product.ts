/**
 * The whole product as a stranger meets it: the local cloud, run from the synthesised templates, over HTTP. Companies
 * sign up through the API, and every answer is held against the API's own description.
 */
import { createHash } from 'node:crypto';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type ApiClient, ApiProblem } from '../../infra/cli/api-client.ts';
import { type LocalCloud, type LocalCloudOptions, patientDelay, startLocalCloud } from '../../infra/local/cloud.ts';
import { ensureSynthesised } from '../../infra/synth.ts';
import { canonicalJson } from '../../shared/table/audit-chain.ts';
import { type Description, type Document, readDescription } from '../harness/api-description.ts';
import type { Body } from '../harness/world.ts';
import { type HttpAnswer, httpClient } from './http-client.ts';

export type Answer = HttpAnswer & { readonly body: Body };
export type Sent = {
  /** Sent as JSON; a text or bytes as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** `Idempotency-Key` */
  readonly key?: string;
  /** `If-Match`, as a version. */
  readonly ifMatch?: number;
};

/** Someone who calls the API: with a token, with an API key, with something forged, or with nothing. */
export type Caller = {
  call(method: string, path: string, sent?: Sent): Promise<Answer>;
  get(path: string): Promise<Body>;
  /** The body of the answer. @throws Error where it is refused */
  post(path: string, body?: unknown, sent?: Sent): Promise<Body>;
  patch(path: string, body: unknown, ifMatch: number): Promise<Body>;
  /** All rows of a list, page by page. */
  all(path: string): Promise<Body[]>;
  /** The same caller as the client that the commands use, so that tests play the people by the same code. */
  readonly api: ApiClient;
};

export type Company = Caller & {
  readonly id: string;
  readonly name: string;
  readonly userId: string;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
};

export type Item = Readonly<Record<string, unknown>>;
export type Product = {
  readonly cloud: LocalCloud;
  readonly description: Description;
  readonly anonymous: Caller;
  /** @param secrets texts that must not be in any answer to this caller */
  readonly caller: (credential: string, secrets?: readonly string[]) => Caller;
  readonly company: (name: string, facts?: { currency?: string; secrets?: readonly string[] }) => Promise<Company>;
  /** A further person of a company, with these roles; answers with the person's token. */
  readonly colleague: (company: Company, roles: readonly string[]) => Promise<Caller & { token: string; id: string }>;
  /** Waits until every event has had its effect. */
  readonly settled: () => Promise<void>;
  /** Everything in the table. */
  readonly items: () => Item[];
  /** A digest of everything that is kept, or of the items of one tenant: the table, and the accounts of the pool. */
  readonly digest: (tenantId?: string) => string;
  /** Rows written so far, of whatever kind: cheaper than a digest where nothing at all may be written. */
  readonly writes: () => number;
  /** What was wrong with answers, whatever a test made of them: an unexpected shape, a 5xx, a secret. */
  readonly faults: string[];
  readonly requests: () => number;
  readonly stop: () => Promise<void>;
};

/** The look through the log after an endpoint was enabled: it takes place 15 seconds and six minutes later. */
const goesOnByItself = ({ pk, mode }: Item): boolean =>
  mode === 'catch_up' && String(pk).includes('#integration.replay#');

export const PASSWORD = 'correct horse battery staple';
const RETRY_MS = 20;
/** Buckets of the rate limits. */
const COUNTED_REQUESTS = /^t#[^#]+#rate#/;
const REPLY_SHOWN = 400;
/** What tells of the code, in a stack trace or an error of a library. */
const INTERNAL = /node_modules|\bat \S+ \(.*:\d+:\d+\)|\.[tj]s:\d+/;
const tellsOfCode = (text: string): boolean => INTERNAL.test(text) || text.includes(process.cwd());

/** What a suite may have otherwise: the clock, the way to the functions' code, the log. */
type ProductOptions = Partial<Pick<LocalCloudOptions, 'clock' | 'loader' | 'logLevel' | 'logSink'>>;

export async function openProduct(options: ProductOptions = {}): Promise<Product> {
  const { assembly } = await ensureSynthesised();
  const cloud = await startLocalCloud({
    data: 'memory',
    port: 0,
    template: assembly,
    loader: 'source',
    retryDelay: patientDelay(RETRY_MS),
    logLevel: 'silent',
    ...options,
  });
  const http = httpClient(cloud.url);
  const document = JSON.parse((await http.send('GET', '/v1/openapi.json', {})).text) as Document;
  const description = readDescription(document);
  const faults: string[] = [];
  let requests = 0;

  const callerOf = (credential: string | undefined, secrets: readonly string[] = []): Caller => {
    const call: Caller['call'] = async (method, path, { body, headers = {}, key, ifMatch } = {}) => {
      requests += 1;
      const sent = {
        ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
        ...headers,
      };
      const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      const plain = await http.send(method, `/v1${path}`, sent, bytes);
      const { text } = plain;
      const [type = ''] = String(plain.headers['content-type'] ?? '').split(';');
      const answer = { ...plain, body: type.includes('json') && text !== '' ? JSON.parse(text) : undefined };
      const said = secrets.filter((secret) => text.includes(secret)).map((secret) => `tells "${secret}"`);
      if (tellsOfCode(text)) said.push('tells of the code');
      const wrong = method === 'HEAD' ? [] : description.answerFaults(method, path, { ...answer, type });
      for (const what of [...wrong, ...said])
        faults.push(`${method} ${path}: the answer ${what}: ${text.slice(0, REPLY_SHOWN)}`);
      return answer;
    };
    const must = async (method: string, path: string, sent?: Sent): Promise<Body> => {
      const { status, body } = await call(method, path, sent);
      if (status >= 400) throw new ApiProblem(method, path, body);
      return body;
    };
    const caller: Caller = {
      call,
      get: (path) => must('GET', path),
      post: (path, body, sent = {}) => must('POST', path, { ...sent, ...(body === undefined ? {} : { body }) }),
      patch: (path, body, ifMatch) => must('PATCH', path, { body, ifMatch }),
      all: async (path) => {
        const rows: Body[] = [];
        for (let cursor: string | null = ''; cursor !== null; ) {
          const from = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
          const page = await must('GET', `${path}${path.includes('?') ? '&' : '?'}limit=200${from}`);
          rows.push(...page.data);
          cursor = page.nextCursor;
        }
        return rows;
      },
      api: {
        url: cloud.url,
        get: (path) => must('GET', path),
        post: (path, body, key) =>
          must('POST', path, { ...(body === undefined ? {} : { body }), ...(key === undefined ? {} : { key }) }),
        signedIn: (token) => callerOf(token, secrets).api,
      },
    };
    return caller;
  };

  const anonymous = callerOf(undefined);
  const signIn = (email: string) => anonymous.post('/auth/token', { email, password: PASSWORD });

  const company: Product['company'] = async (name, { currency = 'EUR', secrets = [] } = {}) => {
    const email = `owner@${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.example`;
    const made = await anonymous.post('/signup', { company: name, email, password: PASSWORD, country: 'DE', currency });
    const { accessToken, refreshToken } = await signIn(email);
    const facts = { id: made.tenant.id, name, userId: made.user.id, email, token: accessToken, refreshToken };
    return { ...callerOf(accessToken, secrets), ...facts };
  };

  const colleague: Product['colleague'] = async (employer, roles) => {
    const email = `${roles.join('-').replaceAll('_', '-')}-${requests}@${employer.email.split('@')[1]}`;
    const { token: invitation } = await employer.post('/invitations', { email, roles });
    const { user } = await anonymous.post('/invitations/accept', { token: invitation, password: PASSWORD });
    const { accessToken: token } = await signIn(email);
    return { ...callerOf(token), token, id: user.id };
  };

  const [table] = cloud.app.tables;
  const items = () =>
    [...cloud.engine.scanAll(table?.definition.TableName ?? '')].map(
      (item) => unmarshall(item as Parameters<typeof unmarshall>[0]) as Item,
    );
  const { database } = cloud.engine;
  const people = database.prepare('SELECT sub, username, password, status, enabled FROM lc_user ORDER BY sub');
  const writes = database.prepare('SELECT total_changes() AS count');
  const writeCount = () => Number(writes.get()?.count);
  const digests = new Map<string, { readonly count: number; readonly hash: string }>();
  const digest: Product['digest'] = (tenantId = '') => {
    const count = writeCount();
    const known = digests.get(tenantId);
    // Where no row was written since, of whatever kind, there is nothing to read again.
    if (known !== undefined && known.count === count) return known.hash;
    const kept = items()
      .filter((item) => item.tenantId === tenantId || String(item.pk).includes(tenantId))
      .filter((item) => !goesOnByItself(item))
      // That a request was counted is no change of anything.
      .filter(({ pk }) => !COUNTED_REQUESTS.test(String(pk)))
      .map((item) => canonicalJson(item))
      .sort();
    const hash = createHash('sha256').update(kept.join('\n'));
    if (tenantId === '') hash.update(canonicalJson(people.all()));
    const made = { count, hash: hash.digest('hex') };
    digests.set(tenantId, made);
    return made.hash;
  };

  return {
    ...{ cloud, description, anonymous, caller: callerOf, company, colleague, items, digest, faults },
    settled: () => cloud.idle(),
    writes: writeCount,
    requests: () => requests,
    stop: async () => {
      http.close();
      await cloud.stop();
    },
  };
}
