/** A small company to tell loops with: a bicycle of two levels, a bell that is bought, a service. */
import type { Body, TestTenant } from './world.ts';

const eur = (amount: string) => ({ amount, currency: 'EUR' });

export type Shop = { readonly tenant: TestTenant; readonly accountId: string };

async function must(answer: Promise<{ status: number; body: Body }>): Promise<Body> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** Products, two bills of material, a vendor and its prices, an account without a credit limit. No stock. */
export async function openShop(tenant: TestTenant): Promise<Shop> {
  const product = (sku: string, kind: string, extra: object = {}) =>
    must(tenant.post('/catalog/products', { sku, name: `The ${sku}`, kind, unit: 'EA', ...extra }));
  await must(tenant.post('/catalog/work-centres', { code: 'ASSY', name: 'Assembly', hourlyRate: eur('36.00') }));
  await product('BIKE', 'manufactured', { listPrice: eur('500.00'), leadDays: 3 });
  await product('WHEEL', 'manufactured', { leadDays: 1 });
  await product('FRAME', 'purchased', { standardCost: eur('80.00') });
  await product('RIM', 'purchased', { standardCost: eur('15.00') });
  await product('SPOKE', 'purchased', { standardCost: eur('0.20') });
  await product('BELL', 'purchased', { listPrice: eur('9.90'), standardCost: eur('3.00') });
  await product('FITTING', 'service', { listPrice: eur('45.00') });
  await must(
    tenant.post('/catalog/boms', {
      sku: 'WHEEL',
      quantity: '1',
      validFrom: '2026-01-01',
      components: [
        { sku: 'RIM', quantity: '1' },
        { sku: 'SPOKE', quantity: '32' },
      ],
      operations: [{ workCentre: 'ASSY', minutes: '20' }],
    }),
  );
  await must(
    tenant.post('/catalog/boms', {
      sku: 'BIKE',
      quantity: '1',
      validFrom: '2026-01-01',
      components: [
        { sku: 'FRAME', quantity: '1' },
        { sku: 'WHEEL', quantity: '2' },
      ],
      operations: [{ workCentre: 'ASSY', minutes: '60' }],
    }),
  );
  const vendor = await must(tenant.post('/procurement/vendors', { name: 'Parts Ltd' }));
  for (const [sku, price, minimum] of [
    ['FRAME', '80.00', '1'],
    ['RIM', '15.00', '10'],
    ['SPOKE', '0.20', '100'],
    ['BELL', '3.00', '5'],
  ] as const) {
    await must(
      tenant.post('/procurement/vendor-prices', {
        vendorId: vendor.id,
        sku,
        price: eur(price),
        leadDays: 5,
        minimumQuantity: minimum,
      }),
    );
  }
  const account = await must(tenant.post('/crm/accounts', { name: 'Corner Cycles' }));
  return { tenant, accountId: account.id };
}

/** Puts goods on the default location at a unit cost. */
export const putInStock = (
  tenant: TestTenant,
  lines: readonly [sku: string, quantity: string, unitCost: string][],
): Promise<Body> =>
  must(
    tenant.post('/inventory/adjustments', {
      reason: 'Opening stock',
      lines: lines.map(([sku, quantity, unitCost]) => ({ sku, quantity, unitCost: eur(unitCost) })),
    }),
  );

/** Wins an opportunity over the lines; answers with its id, its order's id and the loop's correlation id. */
export async function win(shop: Shop, lines: readonly [sku: string, quantity: string][], extra: object = {}) {
  const opportunity = await must(
    shop.tenant.post('/crm/opportunities', {
      accountId: shop.accountId,
      name: `Deal over ${lines.map(([sku]) => sku).join(', ')}`,
      lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
      ...extra,
    }),
  );
  const won = await must(shop.tenant.post(`/crm/opportunities/${opportunity.id}/win`));
  return {
    opportunityId: opportunity.id as string,
    salesOrderId: won.salesOrderId as string,
    correlationId: won.correlationId as string,
  };
}
