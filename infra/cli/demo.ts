/**
 * `npm run demo`: the closed loop before your eyes. Makes the demo company where it is not there yet, wins an
 * opportunity, plays the people's parts, and prints the loop's story as it unfolds.
 */
import { type ApiClient, ApiProblem, apiClient, waitFor } from './api-client.ts';
import { DEMO_COMPANY, DEMO_LOGIN, loadDemoCompany } from './demo-company.ts';
import {
  type Loop,
  printCustomer,
  printNewEvents,
  printNext,
  printStory,
  printTrialBalance,
  say,
} from './demo-report.ts';
import { allOf, playPaying, playProduction, playPurchasing, playShipping } from './play-people.ts';
import { findServer } from './server.ts';

type Money = { amount: string; currency: string };
const LOOP_MS_MAX = 120_000;

await main();

async function main(): Promise<void> {
  const server = await findServer();
  try {
    const api = await enter(apiClient(server.url));
    await loadDemoCompany(api, (line) => say(`  ${line}`));
    const won = await winOpportunity(api);
    const loop = await followLoop(api, won.correlationId, won.salesOrderId);
    printStory(loop);
    await printTrialBalance(api);
    await printCustomer(api, won.accountId);
    printNext(server.url, DEMO_LOGIN, loop.correlationId);
  } finally {
    await server.stop();
  }
}

async function enter(api: ApiClient): Promise<ApiClient> {
  try {
    await api.post('/signup', { ...DEMO_COMPANY, ...DEMO_LOGIN });
    say(`${DEMO_COMPANY.company} is signed up; its data comes in through the import API:`);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.problem.status !== 409) throw error;
    say(`${DEMO_COMPANY.company} is here already; its data is brought up to date:`);
  }
  const { accessToken } = await api.post<{ accessToken: string }>('/auth/token', DEMO_LOGIN);
  return api.signedIn(accessToken);
}

/** A deal that shows every way of supply: from stock, made on three levels, bought, and a service. */
async function winOpportunity(api: ApiClient) {
  const [account] = await allOf<{ id: string; name: string }>(api, '/crm/accounts?q=zweirad');
  if (account === undefined) throw new Error('The demo company has no account "Zweirad …"');
  const lines = [
    { sku: 'KC-CITY-7', quantity: '1' },
    { sku: 'KC-GRVL-2', quantity: '3' },
    { sku: 'KC-CITY-E', quantity: '2' },
    { sku: 'SV-FIT', quantity: '1' },
  ];
  const opportunity = await api.post<{ id: string }>('/crm/opportunities', {
    accountId: account.id,
    name: `Gravel fleet for ${account.name}`,
    lines,
  });
  const won = await api.post<{ correlationId: string; salesOrderId: string; amount: Money }>(
    `/crm/opportunities/${opportunity.id}/win`,
  );
  say(
    `\n${account.name} says yes: the opportunity over ${won.amount.amount} ${won.amount.currency} is won. The rest follows by itself:\n`,
  );
  return { ...won, accountId: account.id };
}

/** Does what the system waits for, and prints each event when it happens, until the loop is closed. */
async function followLoop(api: ApiClient, correlationId: string, salesOrderId: string): Promise<Loop> {
  const seen = new Set<string>();
  const people = {
    today: new Date().toISOString().slice(0, 10),
    onAct: (what: string) => say(`            👤 ${what}`),
  };
  await waitFor('The sales order', () => api.get(`/sales/orders/${salesOrderId}`).catch(() => undefined));
  return waitFor(
    'The end of the loop',
    async () => {
      const loop = await api.get<Loop>(`/loops/${correlationId}`);
      printNewEvents(loop, seen);
      if (loop.state === 'closed') return loop;
      await playPurchasing(api, people);
      await playProduction(api, people, salesOrderId);
      await playShipping(api, people, salesOrderId);
      await playPaying(api, people, salesOrderId);
      return undefined;
    },
    LOOP_MS_MAX,
    60,
  );
}
