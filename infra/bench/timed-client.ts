/**
 * The API client of the load: Node's own HTTP client over kept connections, which takes a third of `fetch`'s time, so
 * that two cores are left to what is measured. It notes the time of each request by its kind.
 */
import { Agent, request } from 'node:http';
import { type ApiClient, ApiProblem, type Problem } from '../cli/api-client.ts';
import { isDispatch, isInvoiceList, kindOf, type RequestKind } from './request-kinds.ts';

export type Recorder = (kind: RequestKind, ms: number) => void;

export type TimedClients = {
  /**
   * A client for one loop or one request. Its first request is timed from `dueAt` (on `performance.now()`), the moment
   * at which it should have been sent; each later one follows from the answer before it, and is timed from its sending.
   */
  readonly dueAt: (dueAt: number, record: Recorder) => ApiClient;
  /** A client that notes nothing. */
  readonly plain: ApiClient;
  readonly close: () => void;
};

const UNRECORDED: Recorder = () => {};

/** @param url the address of the API without `/v1` */
export function timedClients(url: string, token: string): TimedClients {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const client = (firstDueAt: number | undefined, record: Recorder): ApiClient => {
    let startsAt = firstDueAt;
    let dispatchedAt: number | undefined;
    const call = async <Answer>(method: string, path: string, body?: unknown, key?: string): Promise<Answer> => {
      const startedAt = startsAt ?? performance.now();
      startsAt = undefined;
      if (isDispatch(method, path)) dispatchedAt = startedAt;
      const answer = await send<Answer>({ agent, url, token, method, path, body, key });
      const kind = kindOf(method, path);
      const endedAt = performance.now();
      if (kind !== undefined) record(kind, endedAt - startedAt);
      if (dispatchedAt !== undefined && isInvoiceList(method, path) && hasRows(answer)) {
        record('invoice', endedAt - dispatchedAt);
        dispatchedAt = undefined;
      }
      return answer;
    };
    return {
      url,
      get: (path) => call('GET', path),
      post: (path, body, key) => call('POST', path, body, key),
      signedIn: (newToken) => timedClients(url, newToken).plain,
    };
  };
  return {
    dueAt: (dueAt, record) => client(dueAt, record),
    plain: client(undefined, UNRECORDED),
    close: () => agent.destroy(),
  };
}

const hasRows = (answer: unknown): boolean => ((answer as { data?: unknown[] } | undefined)?.data?.length ?? 0) > 0;

type Sending = {
  readonly agent: Agent;
  readonly url: string;
  readonly token: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly key: string | undefined;
};

/** @throws ApiProblem for an answer that is an error, Error for a connection that broke */
async function send<Answer>({ agent, url, token, method, path, body, key }: Sending): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  };
  const { status, said } = await new Promise<{ status: number; said: string }>((resolve, reject) => {
    const outgoing = request(`${url}/v1${path}`, { agent, method, headers }, (incoming) => {
      let said = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => {
        said += chunk;
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, said }));
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
  if (status < 400) return (said === '' ? undefined : JSON.parse(said)) as Answer;
  throw new ApiProblem(method, path, JSON.parse(said) as Problem);
}
