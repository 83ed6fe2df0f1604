/**
 * `npm run demo`: the closed loop before your eyes. Makes the demo company where it is not there yet, wins an
 * opportunity, plays the people's parts, and prints the loop's story as it unfolds.
 */
import { signInWith, type TandemClient, TandemProblem, tandemClient } from '../../client/client.ts';
import { type ApiClient, apiClient, waitFor } from './api-client.ts';
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
import { playPaying, playProduction, playPurchasing, playShipping } from './play-people.ts';
import { findServer } from './server.ts';

const LOOP_MS_MAX = 120_000;

await main();

async function main(): Promise<void> {
  const server = await findServer();
  try {
    const token = await enter(tandemClient(server.url));
    const api = apiClient(server.url, token);
    await loadDemoCompany(api, (line) => say(`  ${line}`));
    const won = await winOpportunity(tandemClient(server.url, token));
    const loop = await followLoop(api, won.correlationId, won.salesOrderId);
    printStory(loop);
    await printTrialBalance(api);
    await printCustomer(api, won.accountId);
    printNext(server.url, DEMO_LOGIN, loop.correlationId);
  } finally {
    await server.stop();
  }
}

/** @returns an access token */
async function enter(tandem: TandemClient): Promise<string> {
  try {
    await tandem.POST('/signup', { body: { ...DEMO_COMPANY, ...DEMO_LOGIN } });
    say(`${DEMO_COMPANY.company} is signed up; its data comes in through the import API:`);
  } catch (error) {
    if (!(error instanceof TandemProblem) || error.problem.status !== 409) throw error;
    say(`${DEMO_COMPANY.company} is here already; its data is brought up to date:`);
  }
  return signInWith(tandem, DEMO_LOGIN);
}

/** A deal that shows every way of supply: from stock, made on three levels, bought, and a service. */
async function winOpportunity(tandem: TandemClient) {
  const { data: accounts } = await tandem.GET('/crm/accounts', { params: { query: { q: 'zweirad' } } });
  const [account] = accounts?.data ?? [];
  if (account === undefined) throw new Error('The demo company has no account "Zweirad …"');
  const lines = [
    { sku: 'KC-CITY-7', quantity: '1' },
    { sku: 'KC-GRVL-2', quantity: '3' },
    { sku: 'KC-CITY-E', quantity: '2' },
    { sku: 'SV-FIT', quantity: '1' },
  ];
  const { data: opportunity } = await tandem.POST('/crm/opportunities', {
    body: { accountId: account.id, name: `Gravel fleet for ${account.name}`, lines },
  });
  const { data: won } = await tandem.POST('/crm/opportunities/{opportunityId}/win', {
    params: { path: { opportunityId: opportunity?.id ?? '' } },
  });
  if (won === undefined || won.correlationId === null || won.salesOrderId === null)
    throw new Error('The opportunity is won, and no order follows from it');
  say(
    `\n${account.name} says yes: the opportunity over ${won.amount.amount} ${won.amount.currency} is won. The rest follows by itself:\n`,
  );
  const { correlationId, salesOrderId } = won;
  return { correlationId, salesOrderId, accountId: account.id };
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
