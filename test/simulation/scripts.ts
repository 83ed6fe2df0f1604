/** The stories that level 1 breaks at every port call: what people do, step by step. */
import type { ApiClient } from '../../infra/cli/api-client.ts';
import { playProduction, playPurchasing } from '../../infra/cli/play-people.ts';
import type { Body } from '../harness/world.ts';
import { TODAY } from '../harness/world-api.ts';
import type { Factory } from '../integration/loop/factory.ts';
import type { Adversary } from './faults.ts';
import { fulfil, pay, ship } from './finish.ts';

export type Scene = { readonly api: ApiClient; readonly factory: Factory };

export type Script = {
  readonly name: string;
  /** Each is broken at each of its port calls, and followed by rest. */
  readonly steps: readonly ((scene: Scene) => Promise<unknown>)[];
  /** What is broken throughout, beside the one fault of a run. */
  readonly standing?: Adversary;
};

const win =
  (lines: Readonly<Record<string, string>>) =>
  async ({ api, factory }: Scene): Promise<void> => {
    const opportunity = await api.post<Body>('/crm/opportunities', {
      accountId: factory.accountIds[0],
      name: 'The deal',
      lines: Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity })),
    });
    await api.post(`/crm/opportunities/${opportunity.id}/win`);
  };
const people = { today: TODAY };
const buy = ({ api }: Scene) => playPurchasing(api, people);
const make = ({ api }: Scene) => playProduction(api, people);
const send = ({ api }: Scene) => ship(api);
const serve = ({ api }: Scene) => fulfil(api);
const earn = ({ api }: Scene) => pay(api);

const cancel = async ({ api }: Scene): Promise<void> => {
  const { data } = await api.get<{ data: Body[] }>('/sales/orders');
  for (const { id } of data) await api.post(`/sales/orders/${id}/cancel`, { reason: 'Changed their mind' });
};
const bringBack = async ({ api }: Scene): Promise<void> => {
  const { data } = await api.get<{ data: Body[] }>('/logistics/shipments');
  for (const { id, lines } of data)
    await api.post('/logistics/returns', { shipmentId: id, lines: [{ sku: lines[0].sku, quantity: '1' }] });
};
const importAccounts = async ({ api }: Scene): Promise<void> => {
  const content = 'externalId,name\nX-1,First Imported\nX-2,Second Imported\nX-3,Third Imported\n';
  await api.post('/imports', { kind: 'accounts', format: 'csv', content });
};

export const SCRIPTS: readonly Script[] = [
  {
    name: 'made, bought, served, sent twice, paid',
    steps: [win({ BIKE: '2', BELL: '5', FITTING: '1' }), send, buy, make, send, serve, earn],
  },
  { name: 'the stream is lost, and the sweeper sends', steps: [win({ BELL: '1' })], standing: lost },
  { name: 'won and cancelled', steps: [win({ BIKE: '2', BELL: '5' }), cancel] },
  { name: 'sent, paid, brought back and credited', steps: [win({ BELL: '2' }), send, earn, bringBack] },
  { name: 'imported', steps: [importAccounts] },
];

function lost(operation: string) {
  return operation === 'stream read' ? ('stream loss' as const) : undefined;
}
