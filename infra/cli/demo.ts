/**
 * `npm run demo`: the closed loop before your eyes. Makes the demo company where it is not there yet, wins an
 * opportunity, plays the people's parts, and prints the loop's story as it unfolds.
 */
import Table from 'cli-table3';
import { type ApiClient, ApiProblem, apiClient, waitFor } from './api-client.ts';
import { DEMO_COMPANY, DEMO_LOGIN, loadDemoCompany } from './demo-company.ts';
import { allOf, playPaying, playProduction, playPurchasing, playShipping } from './play-people.ts';
import { findServer } from './server.ts';

type Money = { amount: string; currency: string };
type LoopEvent = { id: string; type: string; at: string; actor: { kind: string; id: string }; hopMs?: number };
type LoopDocument = { kind: string; id: string; number?: string; title: string; state: string; money?: Money };
type Loop = {
  correlationId: string;
  state: string;
  durationMs: number;
  steps: { step: string; title: string; state: string; documents: LoopDocument[]; events: LoopEvent[] }[];
  otherEvents: LoopEvent[];
  waiting: { kind: string; heldBy: string; reason: string }[];
};
type Account = { id: string; name: string; lifetimeValue: Money; realisedMargin: Money; lastPurchaseOn?: string };

const LOOP_MS_MAX = 120_000;
const say = (line = ''): void => console.log(line);

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
    printNext(server.url, loop.correlationId);
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

function printNewEvents(loop: Loop, seen: Set<string>): void {
  const events = [...loop.steps.flatMap((step) => step.events), ...loop.otherEvents].filter(({ id }) => !seen.has(id));
  for (const event of events.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    seen.add(event.id);
    const hop = event.hopMs === undefined ? '' : `+${event.hopMs} ms`;
    say(
      `  ${hop.padStart(9)} ${event.type.padEnd(34)} ${event.actor.kind === 'user' ? 'by a person' : event.actor.id}`,
    );
  }
}

function printStory(loop: Loop): void {
  say(`\nThe story of ${loop.correlationId}: ${loop.state} after ${(loop.durationMs / 1_000).toFixed(1)} s`);
  const table = new Table({
    head: ['step', 'state', 'documents', 'money'],
    style: { head: ['cyan'] },
    wordWrap: true,
    colWidths: [24, 13, 58, 22],
  });
  for (const step of loop.steps) {
    const shown = step.documents.slice(0, 6);
    const more = step.documents.length - shown.length;
    const documents = shown.map(({ number, title, state }) => `${number ?? ''} ${title} (${state})`.trim());
    const money = shown.map(({ money: amount }) => (amount === undefined ? '' : `${amount.amount} ${amount.currency}`));
    table.push([
      step.title,
      step.state.replaceAll('_', ' '),
      [...documents, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'),
      money.join('\n'),
    ]);
  }
  say(table.toString());
}

async function printTrialBalance(api: ApiClient): Promise<void> {
  type TrialBalance = {
    accounts: { code: string; name: string; debit: Money; credit: Money }[];
    totals: { debit: Money; credit: Money };
  };
  const balance = await api.get<TrialBalance>('/finance/trial-balance');
  const table = new Table({
    head: ['account', 'name', 'debit', 'credit'],
    colAligns: ['left', 'left', 'right', 'right'],
    style: { head: ['cyan'] },
  });
  for (const { code, name, debit, credit } of balance.accounts) table.push([code, name, debit.amount, credit.amount]);
  table.push(['', 'total', balance.totals.debit.amount, balance.totals.credit.amount]);
  say('\nTrial balance');
  say(table.toString());
  if (balance.totals.debit.amount !== balance.totals.credit.amount) throw new Error('Debits do not equal credits');
}

async function printCustomer(api: ApiClient, accountId: string): Promise<void> {
  const account = await api.get<Account>(`/crm/accounts/${accountId}`);
  say(
    `\n${account.name}: lifetime value ${account.lifetimeValue.amount} ${account.lifetimeValue.currency}, realised margin ${account.realisedMargin.amount}, last purchase ${account.lastPurchaseOn ?? '—'}`,
  );
}

function printNext(url: string, correlationId: string): void {
  say(`\nLook further: \`npm start\`, then sign in at ${url} as ${DEMO_LOGIN.email} with ${DEMO_LOGIN.password}:`);
  say(
    `  TOKEN=$(curl -s ${url}/v1/auth/token -H 'content-type: application/json' -d '${JSON.stringify(DEMO_LOGIN)}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`,
  );
  say(`  curl -s -H "authorization: Bearer $TOKEN" ${url}/v1/loops/${correlationId}`);
  say(`  curl -s ${url}/v1/openapi.json        every route, permission and example`);
}
