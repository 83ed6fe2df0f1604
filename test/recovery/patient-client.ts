/**
 * A client that does what the documentation asks of one: every POST has its `Idempotency-Key`, and a connection that
 * breaks, or an answer 503, is followed by the same request with the same key until there is an answer.
 */
import { type ApiClient, ApiProblem, type Problem } from '../../infra/cli/api-client.ts';

/** A request that was answered with success, and what the answer was. */
export type Acknowledged = {
  readonly token: string;
  readonly path: string;
  readonly key: string;
  readonly sent: string | undefined;
  readonly status: number;
  readonly text: string;
  /** How often it was sent until the answer came. */
  readonly tries: number;
};

export type Ledger = {
  readonly acknowledged: Acknowledged[];
  /** Statuses of answers that were no success, with how often they came. */
  readonly refused: Map<string, number>;
  /** Answers that must never be given, whatever fails. */
  readonly faults: string[];
  /** Sent again after a connection that broke. */
  reconnects: number;
  /** False ends all loops of the clients where they stand. */
  isOpen: boolean;
};

export const newLedger = (): Ledger => ({
  acknowledged: [],
  refused: new Map(),
  faults: [],
  reconnects: 0,
  isOpen: true,
});

export class LedgerClosed extends Error {
  override readonly name = 'LedgerClosed';
}

type Request = { method: string; path: string; token?: string | undefined; key?: string; body?: string | undefined };
export type PlainAnswer = { readonly status: number; readonly headers: Headers; readonly text: string };

const TRY_AGAIN_MS = 15;
const pause = () => new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));

/** One request, once. @throws where the connection breaks */
export async function sendOnce(url: string, { method, path, token, key, body }: Request): Promise<PlainAnswer> {
  const answer = await fetch(`${url}/v1${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** @param prefix makes the keys of this client its own */
export function patientClient(url: string, ledger: Ledger, prefix: string, token?: string): ApiClient {
  let keys = 0;
  const untilAnswered = async (request: Request): Promise<PlainAnswer & { tries: number }> => {
    for (let tries = 1; ; tries += 1) {
      if (!ledger.isOpen) throw new LedgerClosed();
      try {
        const answer = await sendOnce(url, request);
        const fault = faultOf(request, answer);
        if (fault !== undefined) ledger.faults.push(fault);
        if (answer.status < 400) return { ...answer, tries };
        // A sales order is named before its reaction has made it, which waits while nothing can be written.
        const isAwaited = answer.status === 404 && request.method === 'GET';
        if (!isAwaited) note(ledger, request, answer);
        if (answer.status !== 503 && !isAwaited) return { ...answer, tries };
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        ledger.reconnects += 1;
      }
      await pause();
    }
  };
  const result = <Answer>({ method, path }: Request, { status, text }: PlainAnswer): Answer => {
    if (status >= 400) throw new ApiProblem(method, path, JSON.parse(text) as Problem);
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  };
  return {
    url,
    get: async (path) => {
      const request = { method: 'GET', path, token };
      return result(request, await untilAnswered(request));
    },
    post: async (path, content, given) => {
      keys += 1;
      const key = given ?? `${prefix}-${keys}`;
      const body = content === undefined ? undefined : JSON.stringify(content);
      const request = { method: 'POST', path, token, key, body };
      const answer = await untilAnswered(request);
      const { status, text, tries } = answer;
      if (token !== undefined && status < 400)
        ledger.acknowledged.push({ token, path, key, sent: body, status, text, tries });
      return result(request, answer);
    },
    signedIn: (newToken) => patientClient(url, ledger, prefix, newToken),
  };
}

function note({ refused }: Ledger, { method, path }: Request, { status, text }: PlainAnswer): void {
  const code = /"code":"([^"]+)"/.exec(text)?.[1] ?? '';
  const what = `${status} ${code} ${method} ${path.replaceAll(/[a-z]{2,4}_[0-9a-z]{26}/g, '{id}').split('?')[0]}`;
  refused.set(what, (refused.get(what) ?? 0) + 1);
}

/** An error is told as problem+json, can be tried again where it is the server's own, and shows no inside. */
function faultOf({ method, path }: Request, { status, headers, text }: PlainAnswer): string | undefined {
  const said = `${method} ${path} answered ${status}: ${text.slice(0, 300)}`;
  if (status >= 500 && status !== 503) return said;
  if (status >= 400 && headers.get('content-type')?.startsWith('application/problem+json') !== true) return said;
  return /\n\s+at |SQLITE|ENOSPC|node:|\.ts:/.test(text) && status >= 400 ? said : undefined;
}
