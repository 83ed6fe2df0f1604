/**
 * The typed client of the API: paths, parameters, bodies and answers are the description's own.
 *
 *     const tandem = tandemClient('http://127.0.0.1:4000', apiKey);
 *     const { data } = await tandem.GET('/crm/accounts', { params: { query: { limit: 50 } } });
 */
import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { components, paths } from './api.generated.ts';

export type Problem = components['schemas']['Problem'];
export type TandemClient = Client<paths>;

/** A refusal, with what the API says of it: `problem.code` for programs, the message for people. */
export class TandemProblem extends Error {
  override readonly name = 'TandemProblem';
  readonly problem: Problem;
  constructor(request: Request, problem: Problem) {
    const fields = problem.errors?.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
    const where = `${request.method} ${new URL(request.url).pathname}`;
    super(
      `${where}: ${problem.status} ${problem.code}: ${problem.detail}${fields === undefined ? '' : ` (${fields})`}`,
    );
    this.problem = problem;
  }
}

/** What is refused is thrown, so that an answer that comes back is one of success. */
const refusalsThrow: Middleware = {
  onResponse: async ({ request, response }) => {
    if (response.ok) return undefined;
    throw new TandemProblem(request, (await response.json()) as Problem);
  },
};

/**
 * @param url the address of the API without `/v1`
 * @param token an access token or an API key; none for what needs no sign-in
 * @throws TandemProblem from every call that is refused
 */
export function tandemClient(url: string, token?: string): TandemClient {
  const client = createClient<paths>({
    baseUrl: `${url}/v1`,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  client.use(refusalsThrow);
  return client;
}

/** Signs a person in. @returns an access token */
export async function signInWith(client: TandemClient, login: { email: string; password: string }): Promise<string> {
  const { data } = await client.POST('/auth/token', { body: login });
  if (data === undefined) throw new Error('POST /auth/token has no answer');
  return data.accessToken;
}
