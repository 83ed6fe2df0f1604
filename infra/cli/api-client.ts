/** A small client of the API for the commands of this folder: JSON in and out, problems as errors with their words. */
export type Problem = { status: number; code: string; detail: string; errors?: { pointer: string; message: string }[] };

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;
  constructor(method: string, path: string, problem: Problem) {
    const fields = problem.errors?.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
    super(
      `${method} ${path}: ${problem.status} ${problem.code}: ${problem.detail}${fields === undefined ? '' : ` (${fields})`}`,
    );
    this.problem = problem;
  }
}

export type ApiClient = {
  get<Answer>(path: string): Promise<Answer>;
  post<Answer>(path: string, body?: unknown, key?: string): Promise<Answer>;
  /** The same address with a token or an API key. */
  signedIn(token: string): ApiClient;
  readonly url: string;
};

/** @param url the address of the API without `/v1`, such as `http://127.0.0.1:4000` */
export function apiClient(url: string, token?: string): ApiClient {
  const call = async <Answer>(method: string, path: string, body?: unknown, key?: string): Promise<Answer> => {
    const answer = await fetch(`${url}/v1${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.ok) return (text === '' ? undefined : JSON.parse(text)) as Answer;
    throw new ApiProblem(method, path, JSON.parse(text) as Problem);
  };
  return {
    url,
    get: (path) => call('GET', path),
    post: (path, body, key) => call('POST', path, body, key),
    signedIn: (newToken) => apiClient(url, newToken),
  };
}

/** Waits until `check` answers something; polls every `everyMs`, gives up after `forMs` with the words of `what`. */
export async function waitFor<Found>(
  what: string,
  check: () => Promise<Found | undefined>,
  forMs = 30_000,
  everyMs = 25,
): Promise<Found> {
  const until = performance.now() + forMs;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (performance.now() > until) throw new Error(`${what} did not happen within ${forMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
