/**
 * The typed client: paths, parameters, bodies and answers are checked by TypeScript against the API's description.
 *
 *     TANDEM_URL=http://127.0.0.1:4000 TANDEM_KEY=tk_… node docs/examples/typed-client.ts
 */
import { TandemProblem, tandemClient } from '../../client/client.ts';

const { TANDEM_URL = 'http://127.0.0.1:4000', TANDEM_KEY } = process.env;
const tandem = tandemClient(TANDEM_URL, TANDEM_KEY);

const { data: accounts } = await tandem.GET('/crm/accounts', { params: { query: { limit: 10 } } });
for (const { name, version } of accounts?.data ?? []) console.log(`${name}, version ${version}`);

try {
  await tandem.GET('/crm/accounts/{accountId}', { params: { path: { accountId: 'acc_00000000000000000000000000' } } });
} catch (error) {
  if (!(error instanceof TandemProblem)) throw error;
  console.log(`refused: ${error.problem.status} ${error.problem.code}`);
}
