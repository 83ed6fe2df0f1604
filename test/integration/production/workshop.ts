/** A workshop that makes bikes of two levels, with the people's parts as calls of the API. */
import type { Body } from '../../harness/world.ts';
import { eur, openPurchasingRoom, type PurchasingRoom } from '../procurement/purchasing-room.ts';

export type Workshop = PurchasingRoom & {
  readonly vendorId: string;
  addBom(sku: string, components: Record<string, string>, extra?: object): Promise<void>;
  /** Production orders of a product, oldest first. */
  orders(sku: string): Promise<Body[]>;
  start(id: string): Promise<Body>;
  complete(id: string, quantity: string, extra?: object): Promise<Body>;
};

export const ORDERS = '/production/orders';

/** BIKE of one FRAME and two WHEELs; WHEEL of one RIM and 32 SPOKEs; 36.00 an hour: 60 and 20 minutes. No stock. */
export async function openWorkshop(seed = 'workshop'): Promise<Workshop> {
  const room = await openPurchasingRoom(seed);
  const vendorId = await room.addVendor('Parts Ltd');
  await room.does('/catalog/work-centres', { code: 'ASSY', name: 'Assembly', hourlyRate: eur('36.00') });
  const addBom: Workshop['addBom'] = async (sku, components, extra = {}) => {
    await room.does('/catalog/boms', {
      sku,
      quantity: '1',
      validFrom: '2026-01-01',
      components: Object.entries(components).map(([component, quantity]) => ({ sku: component, quantity })),
      ...extra,
    });
  };
  for (const [sku, price] of [
    ['FRAME', '80.00'],
    ['RIM', '15.00'],
    ['SPOKE', '0.20'],
  ] as const) {
    await room.addProduct(sku);
    await room.addPrice(vendorId, sku, price);
  }
  await room.addProduct('WHEEL', { kind: 'manufactured', leadDays: 1 });
  await room.addProduct('BIKE', { kind: 'manufactured', leadDays: 3 });
  await addBom('WHEEL', { RIM: '1', SPOKE: '32' }, { operations: [{ workCentre: 'ASSY', minutes: '20' }] });
  await addBom('BIKE', { FRAME: '1', WHEEL: '2' }, { operations: [{ workCentre: 'ASSY', minutes: '60' }] });
  return {
    ...room,
    vendorId,
    addBom,
    orders: async (sku) =>
      (await room.rows(`${ORDERS}?sku=${sku}&limit=200`)).sort((a, b) => (a.number < b.number ? -1 : 1)),
    start: (id) => room.does(`${ORDERS}/${id}/start`),
    complete: (id, quantity, extra: object = {}) => room.does(`${ORDERS}/${id}/complete`, { quantity, ...extra }),
  };
}
