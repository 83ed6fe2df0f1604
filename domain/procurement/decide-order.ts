/** The rules of placing a purchase order, without reads or writes. Quantities and prices scaled. */
import { reject, rejectField } from '../../shared/rejection.ts';
import { transition } from '../../shared/states.ts';
import { SCALE } from '../../shared/values/decimal.ts';
import { addDays } from '../../shared/values/time.ts';
import type { Product } from '../catalog/index.ts';
import type { PreferredPrice } from './choose-vendor-price.ts';
import type { PurchaseOrder, PurchaseOrderLine } from './order.schema.ts';
import type { Requisition } from './requisition.schema.ts';
import { requisitionStates } from './requisition.states.ts';
import type { Vendor } from './vendor.schema.ts';

export const ORDER_LINES_MAX = 40;

/**
 * The one vendor that requisitions are ordered from: the one that the caller names, or else the one of all of them.
 * @throws Rejection `procurement.order.several_vendors` (422) with the vendors, `no_vendor` with the pointer
 */
export function vendorOfRequisitions(requisitions: readonly Requisition[], vendorId: string | undefined): string {
  if (vendorId !== undefined) return vendorId;
  const without = requisitions.findIndex((requisition) => requisition.vendorId === undefined);
  if (without >= 0) {
    const text = `No vendor sells "${requisitions[without]?.sku}" yet: name the vendor.`;
    throw rejectField(`/requisitionIds/${without}`, 'no_vendor', text);
  }
  const vendors = new Map(
    requisitions.map((requisition) => [requisition.vendorId ?? '', requisition.vendorName ?? '']),
  );
  const [only] = vendors.keys();
  if (vendors.size === 1 && only !== undefined) return only;
  throw reject(
    'invalid',
    'procurement.order.several_vendors',
    `These requisitions are of several vendors (${[...vendors.values()].join(', ')}): place one order for each.`,
    {
      errors: [{ pointer: '/requisitionIds', code: 'several_vendors', message: 'must be of one vendor' }],
      facts: { vendorIds: [...vendors.keys()] },
    },
  );
}

/** @throws Rejection `inactive_vendor` where the vendor is not bought from any more */
export function expectActive(vendor: Vendor, pointer: string): void {
  if (vendor.active) return;
  throw rejectField(pointer, 'inactive_vendor', `"${vendor.name}" is not active.`);
}

type LineFacts = { readonly product: Product; readonly price: PreferredPrice | undefined; readonly today: string };

/**
 * The line that a requisition becomes. It keeps the requisition's id, so that its pegs are found wherever it is.
 * @throws Rejection `no_price` where the vendor does not sell the product; 409 where the requisition is not open
 */
export function lineOfRequisition(
  requisition: Requisition,
  { product, price, today }: LineFacts,
  pointer: string,
): PurchaseOrderLine {
  transition(requisitionStates, 'order', requisition.state);
  if (price === undefined) throw noPrice(product.sku, pointer);
  return {
    ...startOf(product, price, today),
    lineId: requisition.id,
    requisitionId: requisition.id,
    quantity: requisition.quantity,
    pegs: requisition.pegs,
  };
}

export type ManualLine = { readonly quantity: number; readonly unitPrice: number | undefined };

/**
 * A line ordered by hand: at the price named, else at the vendor's.
 * @throws Rejection `no_price` where neither is known
 */
export function lineByHand(
  lineId: string,
  { quantity, unitPrice }: ManualLine,
  { product, price, today }: LineFacts,
  pointer: string,
): PurchaseOrderLine {
  const leadDays = price?.leadDays ?? 0;
  const named =
    unitPrice === undefined ? price : { unitPrice, orderUnitPrice: unitPrice, orderUnitFactor: SCALE, leadDays };
  if (named === undefined) throw noPrice(product.sku, pointer);
  return { ...startOf(product, named, today), lineId, quantity, pegs: [] };
}

type LinePrice = { unitPrice: number; orderUnitPrice: number; orderUnitFactor: number; leadDays: number };

const startOf = (
  { id, sku, name, unit, wholeUnits }: Product,
  { unitPrice, orderUnitPrice, orderUnitFactor, leadDays }: LinePrice,
  today: string,
) => ({
  productId: id,
  sku,
  name,
  unit,
  wholeUnits,
  received: 0,
  billed: 0,
  givenUp: 0,
  unitPrice,
  orderUnitPrice,
  orderUnitFactor,
  expectedOn: addDays(today, leadDays),
});

const noPrice = (sku: string, pointer: string) =>
  rejectField(pointer, 'no_price', `The vendor has no price for "${sku}" today: add one, or name the unit price.`);

type OrderFacts = {
  readonly id: string;
  readonly number: string;
  readonly vendor: Vendor;
  readonly today: string;
  readonly expectedOn: string | undefined;
  readonly correlationId: string;
};

/** A new purchase order; the day asked for replaces what the lead times say. */
export function decidePurchaseOrder(lines: readonly PurchaseOrderLine[], facts: OrderFacts): PurchaseOrder {
  const { id, number, vendor, today, expectedOn, correlationId } = facts;
  const dated = expectedOn === undefined ? [...lines] : lines.map((line) => ({ ...line, expectedOn }));
  const last = [today, ...dated.map((line) => line.expectedOn)].sort().at(-1) ?? today;
  return {
    id,
    number,
    state: 'open',
    correlationId,
    vendorId: vendor.id,
    vendorName: vendor.name,
    paymentTermsDays: vendor.paymentTermsDays,
    taxCode: vendor.taxCode,
    currency: vendor.currency,
    placedOn: today,
    expectedOn: expectedOn ?? last,
    lines: dated,
  };
}
