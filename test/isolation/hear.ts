/** Asks once, and holds all that comes of it against the watch. */
import type { HttpAnswer } from '../e2e/http-client.ts';
import type { ValidRequest } from '../e2e/valid-requests.ts';
import type { Scene } from './scene.ts';

export type Ask = {
  readonly method: string;
  /** Under `/v1`. */
  readonly address: string;
  readonly body?: ValidRequest['body'] | undefined;
  readonly ifMatch?: number | undefined;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Our owner's token unless said; an empty text is none. */
  readonly credential?: string;
};

/** In process, or over HTTP: what is about what a gateway makes of a request. */
export type Way = 'process' | 'gateway';

export type Heard = {
  readonly status: number;
  /** `404 crm.account.not_found`, `200`, `200 empty`; with ` replayed` behind where it was. */
  readonly outcome: string;
  readonly text: string;
  /** Status, headers and body, without what is another with each answer. */
  readonly words: string;
  /** The calls to the table that it took. */
  readonly calls: string;
  /** What of the other company is in the answer, its headers or the log lines of the request. */
  readonly leaks: readonly string[];
  /** What the API's description does not say of it. */
  readonly undescribed: readonly string[];
};
/** Headers that are another with each answer. */
const OF_ONE_ANSWER = /^(date|content-length|apigw-requestid|ratelimit)$/;

function outcomeOf({ status, headers }: HttpAnswer, body: { code?: string; data?: unknown[] } | undefined): string {
  const empty = body?.data?.length === 0 ? 'empty' : undefined;
  const replayed = headers['idempotency-replayed'] === undefined ? undefined : 'replayed';
  return [status, status >= 400 ? body?.code : empty, replayed].filter((part) => part !== undefined).join(' ');
}

/** Asks, and holds the answer, its headers and the log lines of the request against the watch. */
export async function hear(scene: Scene, ask: Ask, way: Way = 'process', isTheirs = false): Promise<Heard> {
  const { seams, log, ours } = scene;
  const { method, address, body, ifMatch, key, headers = {}, credential = ours.company.token } = ask;
  const sent = {
    ...(credential === '' ? {} : { authorization: `Bearer ${credential}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
    ...headers,
  };
  seams.calls.length = 0;
  log.length = 0;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const answer = await scene.ways[way](method, `/v1${address}`, sent, text);
  // Of reads side by side one may have refused the request while another was still on its way.
  await new Promise((resolve) => setImmediate(resolve));
  const [type = ''] = String(answer.headers['content-type'] ?? '').split(';');
  const parsed = type.includes('json') && answer.text !== '' ? JSON.parse(answer.text) : undefined;
  const kept = Object.entries(answer.headers).filter(([name]) => !OF_ONE_ANSWER.test(name));
  const told = [decodeURIComponent(address), text ?? '', JSON.stringify(headers)].join('\n');
  const received = [answer.text, JSON.stringify(answer.headers), ...log].join('\n');
  // The answer to HEAD has no body that could be held against the description.
  const facts = { ...answer, type, body: parsed };
  return {
    status: answer.status,
    outcome: outcomeOf(answer, parsed),
    text: answer.text,
    words: JSON.stringify([answer.status, kept, parsed === undefined ? answer.text : { ...parsed, instance: '' }]),
    calls: seams.calls.join(', '),
    leaks: (isTheirs ? scene.watchOfOurs : scene.watch).leaksIn(received, told),
    undescribed: method === 'HEAD' ? [] : scene.product.description.answerFaults(method, address, facts),
  };
}
