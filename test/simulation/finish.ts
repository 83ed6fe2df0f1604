/** Everybody does what is left to do, whatever it is for, until there is nothing: through the API and nothing else. */
import type { ApiClient } from '../../infra/cli/api-client.ts';
import { allOf, playProduction, playPurchasing } from '../../infra/cli/play-people.ts';
import type { Body } from '../harness/world.ts';
import { TODAY } from '../harness/world-api.ts';

const ROUNDS_MAX = 60;
const NEXT: Readonly<Record<string, string>> = { draft: 'pick', picked: 'dispatch', dispatched: 'deliver' };
const UNPAID = ['unpaid', 'partly_paid', 'overdue'];

export async function finishWork(settle: () => Promise<void>, api: ApiClient): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    await settle();
    const people = { today: TODAY };
    let done = (await playPurchasing(api, people)) + (await playProduction(api, people));
    if (done > 0) await settle();
    done += (await ship(api)) + (await fulfil(api));
    if (done > 0) await settle();
    done += await pay(api);
    if (done === 0) return;
  }
  throw new Error(`Not done after ${ROUNDS_MAX} rounds`);
}

export async function ship(api: ApiClient): Promise<number> {
  let done = 0;
  for (const shipment of await allOf<Body>(api, '/logistics/shipments')) {
    for (let { state } = shipment; NEXT[state] !== undefined; done += 1)
      state = (await api.post<Body>(`/logistics/shipments/${shipment.id}/${NEXT[state]}`, {})).state;
  }
  return done;
}

export async function fulfil(api: ApiClient): Promise<number> {
  const open = (await allOf<Body>(api, '/sales/orders')).filter(
    ({ state, lines }) =>
      state === 'confirmed' && lines.some((line: Body) => line.kind === 'service' && line.delivered !== line.quantity),
  );
  for (const { id } of open) await api.post(`/sales/orders/${id}/fulfil`);
  return open.length;
}

export async function pay(api: ApiClient): Promise<number> {
  const open = (await allOf<Body>(api, '/finance/invoices')).filter(({ status }) => UNPAID.includes(status));
  for (const { id, due } of open) {
    const payment = { invoiceId: id, amount: due, method: 'bank_transfer', receivedOn: TODAY };
    await api.post('/finance/payments', payment);
  }
  return open.length;
}
