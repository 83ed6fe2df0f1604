/** What the demo prints: events as they happen, the story as a table, the books, and where to look next. */
import Table from 'cli-table3';
import type { ApiClient } from './api-client.ts';

type Money = { amount: string; currency: string };
export type LoopEvent = { id: string; type: string; actor: { kind: string; id: string }; hopMs?: number };
type LoopDocument = { kind: string; id: string; number?: string; title: string; state: string; money?: Money };
export type Loop = {
  correlationId: string;
  state: string;
  durationMs: number;
  steps: { title: string; state: string; documents: LoopDocument[]; events: LoopEvent[] }[];
  otherEvents: LoopEvent[];
};
type Account = { name: string; lifetimeValue: Money; realisedMargin: Money; lastPurchaseOn?: string };
type TrialBalance = {
  accounts: { code: string; name: string; debit: Money; credit: Money }[];
  totals: { debit: Money; credit: Money };
};
type Login = { readonly email: string; readonly password: string };

const DOCUMENTS_SHOWN = 6;
export const say = (line = ''): void => console.log(line);
const render = (money: Money): string => `${money.amount} ${money.currency}`;
const isZero = ({ amount }: Money): boolean => Number(amount) === 0;

/** Prints the events that were not there before, with the time since their cause and who did it. */
export function printNewEvents(loop: Loop, seen: Set<string>): void {
  const all = [...loop.steps.flatMap((step) => step.events), ...loop.otherEvents];
  for (const event of all.filter(({ id }) => !seen.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1))) {
    seen.add(event.id);
    const hop = event.hopMs === undefined ? '' : `+${event.hopMs} ms`;
    say(`  ${hop.padStart(9)} ${event.type.padEnd(34)} ${event.actor.kind === 'user' ? 'a person' : event.actor.id}`);
  }
}

export function printStory(loop: Loop): void {
  say(`\nThe story of ${loop.correlationId}: ${loop.state} after ${(loop.durationMs / 1_000).toFixed(1)} s`);
  const head = ['step', 'state', 'documents', 'money'];
  const table = new Table({ head, style: { head: ['cyan'] }, colAligns: ['left', 'left', 'left', 'right'] });
  for (const { title, state, documents } of loop.steps) {
    const shown = documents.slice(0, DOCUMENTS_SHOWN);
    const names = shown.map((document) =>
      `${document.number ?? ''} ${document.title} (${document.state})`.trim().slice(0, 76),
    );
    const money = shown.map((document) => (document.money === undefined ? '' : render(document.money)));
    const more = documents.length - shown.length;
    table.push([
      title,
      state.replaceAll('_', ' '),
      [...names, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'),
      money.join('\n'),
    ]);
  }
  say(table.toString());
}

/** @throws where debits do not equal credits: the demo must not end well then */
export async function printTrialBalance(api: ApiClient): Promise<void> {
  const { accounts, totals } = await api.get<TrialBalance>('/finance/trial-balance');
  const head = ['account', 'name', 'debit', 'credit'];
  const table = new Table({ head, style: { head: ['cyan'] }, colAligns: ['left', 'left', 'right', 'right'] });
  const side = (money: Money): string => (isZero(money) ? '' : money.amount);
  for (const { code, name, debit, credit } of accounts) {
    if (!isZero(debit) || !isZero(credit)) table.push([code, name, side(debit), side(credit)]);
  }
  table.push(['', 'total', totals.debit.amount, totals.credit.amount]);
  say(`\nTrial balance\n${table.toString()}`);
  if (totals.debit.amount !== totals.credit.amount) throw new Error('Debits do not equal credits');
}

export async function printCustomer(api: ApiClient, accountId: string): Promise<void> {
  const { name, lifetimeValue, realisedMargin, lastPurchaseOn } = await api.get<Account>(`/crm/accounts/${accountId}`);
  const figures = [
    `lifetime value ${render(lifetimeValue)}`,
    `realised margin ${render(realisedMargin)}`,
    `last purchase ${lastPurchaseOn ?? '—'}`,
  ];
  say(`\n${name} in the CRM: ${figures.join(', ')}`);
}

export function printNext(url: string, login: Login, correlationId: string): void {
  const take = 'sed \'s/.*"accessToken":"\\([^"]*\\)".*/\\1/\'';
  say(`\nLook further: \`npm start\`, then at ${url} as ${login.email} with the password ${login.password}`);
  say(`  TOKEN=$(curl -s ${url}/v1/auth/token -H 'content-type: application/json' \\`);
  say(`    -d '${JSON.stringify(login)}' | ${take})`);
  say(`  curl -s -H "authorization: Bearer $TOKEN" ${url}/v1/loops/${correlationId}`);
  say(`  curl -s ${url}/v1/openapi.json        every route with its permission and an example`);
}
