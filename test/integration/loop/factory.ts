/**
 * A maker of cycles that the random walk and the simulation drive: eight products on three levels, two vendors, a service; whole units and
 * metres, average cost and first in first out, made to stock and to order, minimum, multiple and carton.
 */
import type { Body, TestTenant } from '../../harness/world.ts';

export const eur = (amount: string) => ({ amount, currency: 'EUR' });

/** What customers order. */
export const SOLD = ['BIKE', 'TRIKE', 'WHEEL', 'BELL', 'FITTING'] as const;
export const STOCKED = ['BIKE', 'TRIKE', 'WHEEL', 'RIM', 'FRAME', 'TUBE', 'SPOKE', 'BELL'] as const;
export const MADE = ['BIKE', 'TRIKE', 'WHEEL', 'RIM'] as const;
export const BOUGHT = ['FRAME', 'TUBE', 'SPOKE', 'BELL'] as const;
/** Counted in metres. */
export const MEASURED = 'TUBE';

/** What the factory needs of a tenant. */
type Caller = Pick<TestTenant, 'id' | 'get' | 'post'>;

export type Factory<Tenant extends Caller = Caller> = {
  readonly tenant: Tenant;
  /** The first takes goods as they come, the second all at once, the third is billed on delivery. */
  readonly accountIds: readonly string[];
  readonly vendorIds: readonly string[];
};

export async function openFactory<Tenant extends Caller>(tenant: Tenant): Promise<Factory<Tenant>> {
  const must = async (path: string, body: object): Promise<Body> => {
    const answer = await tenant.post(path, body);
    if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const product = (sku: string, kind: string, extra: object = {}) =>
    must('/catalog/products', { sku, name: `The ${sku}`, kind, unit: 'EA', ...extra });
  const bom = (sku: string, components: Record<string, string>, minutes: string, quantity = '1') =>
    must('/catalog/boms', {
      sku,
      quantity,
      validFrom: '2026-01-01',
      components: Object.entries(components).map(([component, needed]) => ({ sku: component, quantity: needed })),
      operations: [{ workCentre: 'ASSY', minutes }],
    });
  await must('/catalog/work-centres', { code: 'ASSY', name: 'Assembly', hourlyRate: eur('35.77') });
  await must('/inventory/locations', { code: 'SHELF' });
  await must('/inventory/locations', { code: 'HOLD', kind: 'quarantine' });
  await product('BIKE', 'manufactured', { listPrice: eur('500.00'), leadDays: 3 });
  await product('TRIKE', 'manufactured', { listPrice: eur('700.00'), leadDays: 2, supplyPolicy: 'to_order' });
  await product('WHEEL', 'manufactured', { listPrice: eur('70.00'), leadDays: 1, valuationMethod: 'fifo' });
  await product('RIM', 'manufactured', { leadDays: 1 });
  await product('FRAME', 'purchased', { standardCost: eur('81.37') });
  await product('TUBE', 'purchased', { standardCost: eur('1.13'), unit: 'M' });
  await product('SPOKE', 'purchased', { standardCost: eur('0.19'), safetyStock: '40' });
  await product('BELL', 'purchased', { listPrice: eur('9.90'), standardCost: eur('3.00'), valuationMethod: 'fifo' });
  await product('FITTING', 'service', { listPrice: eur('45.00') });
  await bom('RIM', { TUBE: '2.35' }, '3');
  await bom('WHEEL', { RIM: '1.5', SPOKE: '73' }, '41', '2');
  await bom('BIKE', { FRAME: '1', WHEEL: '2' }, '60');
  await bom('TRIKE', { FRAME: '1', WHEEL: '3', BELL: '1', TUBE: '0.7' }, '95');
  const vendors = [
    await must('/procurement/vendors', { name: 'Parts Ltd' }),
    await must('/procurement/vendors', { name: 'Metal Ltd' }),
  ];
  const offers: [vendor: number, sku: string, price: string, terms: object][] = [
    [0, 'FRAME', '80.00', { maximumQuantity: '4' }],
    [1, 'FRAME', '83.50', { leadDays: 2 }],
    [1, 'TUBE', '1.07', { minimumQuantity: '10', multiple: '2.5' }],
    [0, 'SPOKE', '19.00', { orderUnit: 'CTN', orderUnitFactor: '100' }],
    [0, 'BELL', '3.00', { minimumQuantity: '5' }],
  ];
  for (const [vendor, sku, price, terms] of offers) {
    await must('/procurement/vendor-prices', {
      vendorId: vendors[vendor].id,
      sku,
      price: eur(price),
      leadDays: 5,
      ...terms,
    });
  }
  const accounts = [
    await must('/crm/accounts', { name: 'Corner Cycles' }),
    await must('/crm/accounts', { name: 'City Cargo', shippingPolicy: 'whole' }),
    await must('/crm/accounts', { name: 'Far Away', invoicingPolicy: 'delivered' }),
  ];
  const opening: [sku: string, quantity: string, cost: string][] = [
    ['BIKE', '1', '250.00'],
    ['WHEEL', '3', '41.99'],
    ['RIM', '5', '4.10'],
    ['FRAME', '3', '80.00'],
    ['TUBE', '20.5', '1.10'],
    ['SPOKE', '150', '0.20'],
    ['BELL', '3', '2.95'],
  ];
  await must('/inventory/adjustments', {
    reason: 'Opening stock',
    lines: opening.map(([sku, quantity, cost]) => ({ sku, quantity, unitCost: eur(cost) })),
  });
  return {
    tenant,
    accountIds: accounts.map(({ id }) => id),
    vendorIds: vendors.map(({ id }) => id),
  };
}
