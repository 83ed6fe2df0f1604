/** The company that the benchmark works in, and its three loops: S stocked, T made, M made on two levels and bought. */
import type { ApiClient } from '../cli/api-client.ts';
import { waitFor } from '../cli/api-client.ts';
import { allOf, playPaying, playProduction, playPurchasing, playShipping } from '../cli/play-people.ts';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
export type LoopKind = 'S' | 'T' | 'M';
type Line = { sku: string; quantity: string };

/** S: one stocked line. T: one made product of three stocked components. M: two levels made, one part short, two shipments. */
const LINES: Readonly<Record<LoopKind, readonly Line[]>> = {
  S: [{ sku: 'BELL', quantity: '1' }],
  T: [{ sku: 'LAMP', quantity: '1' }],
  M: [
    { sku: 'BIKE', quantity: '1' },
    { sku: 'BELL', quantity: '1' },
  ],
};

export async function openBenchShop(api: ApiClient): Promise<{ accountId: string }> {
  const product = (sku: string, kind: string, extra: object = {}) =>
    api.post('/catalog/products', { sku, name: `The ${sku}`, kind, unit: 'EA', listPrice: eur('90.00'), ...extra });
  await api.post('/catalog/work-centres', { code: 'ASSY', name: 'Assembly', hourlyRate: eur('36.00') });
  for (const sku of ['LAMP', 'BIKE', 'WHEEL']) await product(sku, 'manufactured');
  for (const sku of ['BELL', 'BULB', 'CASE', 'LENS', 'FRAME', 'RIM', 'SPOKE'])
    await product(sku, 'purchased', { standardCost: eur('5.00') });
  await bom(api, 'LAMP', [
    ['BULB', '1'],
    ['CASE', '1'],
    ['LENS', '1'],
  ]);
  await bom(api, 'WHEEL', [
    ['RIM', '1'],
    ['SPOKE', '32'],
  ]);
  await bom(api, 'BIKE', [
    ['FRAME', '1'],
    ['WHEEL', '2'],
  ]);
  const vendor = await api.post<{ id: string }>('/procurement/vendors', { name: 'Parts Ltd' });
  await api.post('/procurement/vendor-prices', { vendorId: vendor.id, sku: 'FRAME', price: eur('80.00'), leadDays: 5 });
  const stocked = ['BELL', 'BULB', 'CASE', 'LENS', 'RIM', 'SPOKE'];
  await api.post('/inventory/adjustments', {
    reason: 'Opening stock',
    lines: stocked.map((sku) => ({ sku, quantity: '1000000', unitCost: eur('5.00') })),
  });
  const account = await api.post<{ id: string }>('/crm/accounts', { name: 'Corner Cycles' });
  return { accountId: account.id };
}

const bom = (api: ApiClient, sku: string, components: readonly [string, string][]) =>
  api.post('/catalog/boms', {
    sku,
    quantity: '1',
    components: components.map(([component, quantity]) => ({ sku: component, quantity })),
    operations: [{ workCentre: 'ASSY', minutes: '10' }],
    validFrom: '2026-01-01',
  });

const LOOP_MS_MAX = 60_000;
const POLL_MS = 2;
type Row = { id: string; state: string; status: string; quantity: string };

/**
 * Runs one loop from an open opportunity to `closed`, playing the people; nothing is assumed of how long a step takes.
 * @param today the date that the people write on what they pay and record
 */
export async function runLoop(
  api: ApiClient,
  accountId: string,
  kind: LoopKind,
  today: string = new Date().toISOString().slice(0, 10),
): Promise<{ correlationId: string }> {
  const people = { today };
  const opportunity = await api.post<{ id: string }>('/crm/opportunities', {
    accountId,
    name: `Deal ${kind}`,
    lines: LINES[kind],
  });
  const won = await api.post<{ salesOrderId: string; correlationId: string }>(
    `/crm/opportunities/${opportunity.id}/win`,
  );
  const { salesOrderId, correlationId } = won;
  if (kind === 'M') {
    await until(async () => {
      await playPurchasing(api, people);
      await playProduction(api, people, salesOrderId);
      const made = await allOf<Row>(api, `/production/orders?salesOrderId=${salesOrderId}`);
      return made.length > 0 && made.every(({ state }) => state === 'completed');
    });
  }
  if (kind === 'T') await until(() => playProduction(api, people, salesOrderId));
  await ship(api, salesOrderId, people, kind === 'M' ? 2 : 1);
  return { correlationId: await closed(api, correlationId) };
}

async function ship(api: ApiClient, salesOrderId: string, people: { today: string }, shipments: number): Promise<void> {
  let shipped = 0;
  await until(async () => {
    shipped += await playShipping(api, people, salesOrderId);
    return shipped >= shipments;
  });
  let paid = 0;
  await until(async () => {
    paid += await playPaying(api, people, salesOrderId);
    return paid >= shipments;
  });
}

async function closed(api: ApiClient, correlationId: string): Promise<string> {
  await until(async () => (await api.get<{ state: string }>(`/loops/${correlationId}`)).state === 'closed');
  return correlationId;
}

const until = (check: () => Promise<boolean | number>) =>
  waitFor('A step of the loop', async () => ((await check()) ? true : undefined), LOOP_MS_MAX, POLL_MS);
