/** Small records for the tables of purchasing. Quantities and prices are written in whole units. */
import type { PurchaseOrder, PurchaseOrderLine } from '../../../domain/procurement/order.schema.ts';
import type { Shortage } from '../../../shared/netting.ts';
import type { Peg } from '../../../shared/pegs.ts';
import { Rejection } from '../../../shared/rejection.ts';
import { SCALE } from '../../../shared/values/decimal.ts';

export const units = (count: number): number => Math.round(count * SCALE);

export const short = (quantity: number, neededOn = '2026-05-15', lineId = 'line'): Shortage => ({
  reservationId: `rsv_${lineId}`,
  lineId,
  quantity: units(quantity),
  neededOn,
});

export const peg = (quantity: number, received = 0, neededOn = '2026-05-15', reservationId = 'rsv_line'): Peg => ({
  reservationId,
  lineId: 'line',
  neededOn,
  quantity: units(quantity),
  received: units(received),
});

export const line = (fields: Partial<PurchaseOrderLine> = {}): PurchaseOrderLine => ({
  lineId: 'line',
  productId: 'prd',
  sku: 'TUBE',
  name: 'Tube',
  unit: 'EA',
  wholeUnits: true,
  quantity: units(10),
  received: 0,
  billed: 0,
  givenUp: 0,
  unitPrice: units(5),
  orderUnitPrice: units(5),
  orderUnitFactor: SCALE,
  expectedOn: '2026-05-10',
  pegs: [],
  ...fields,
});

export const order = (lines: PurchaseOrderLine[], fields: Partial<PurchaseOrder> = {}): PurchaseOrder => ({
  id: 'puo',
  number: 'PO-2026-00001',
  state: 'open',
  correlationId: 'loop',
  vendorId: 'ven',
  vendorName: 'Litware',
  paymentTermsDays: 30,
  taxCode: 'standard',
  currency: 'EUR',
  placedOn: '2026-05-01',
  expectedOn: '2026-05-10',
  lines,
  ...fields,
});

/** The code of the rejection, with the first field's pointer and code where it names one. */
export const refusalOf = (decide: () => unknown): string => {
  try {
    decide();
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    const [field] = error.details.errors ?? [];
    return field === undefined ? error.code : `${error.code} ${field.pointer}`;
  }
  return 'allowed';
};
