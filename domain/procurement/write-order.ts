/** The writes of a new purchase order in a commit: the order, its requisitions, the plan, its event. */

import { nextDocumentNumber } from '../../shared/document-number.ts';
import { salesOrdersOf } from '../../shared/pegs.ts';
import { rejectField } from '../../shared/rejection.ts';
import { transition } from '../../shared/states.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { todayOf } from '../../shared/tenancy.ts';
import { fromScaled } from '../../shared/values/decimal.ts';
import { toMoney } from '../../shared/values/money.ts';
import { type Product, productsById } from '../catalog/index.ts';
import { decidePurchaseOrder, expectActive, lineOfRequisition, vendorOfRequisitions } from './decide-order.ts';
import { purchaseOrderPlaced } from './events.ts';
import { purchaseOrderEntity } from './order.entity.ts';
import { netOf } from './order.progress.ts';
import type { PurchaseOrder, PurchaseOrderLine } from './order.schema.ts';
import { vendorPriceFor } from './queries/vendor-offers.ts';
import { requisitionEntity } from './requisition.entity.ts';
import type { Requisition } from './requisition.schema.ts';
import { requisitionStates } from './requisition.states.ts';
import { saveSurplus, surplusOfLine } from './supply.ts';
import { vendorEntity } from './vendor.entity.ts';
import type { Vendor } from './vendor.schema.ts';

/** @throws Rejection `unknown_vendor`, `inactive_vendor` (422) at the pointer */
export async function vendorToOrderFrom(work: Work, vendorId: string, pointer: string): Promise<Stored<Vendor>> {
  const vendor = await work.records.get(vendorEntity, vendorId);
  if (vendor === undefined) throw rejectField(pointer, 'unknown_vendor', 'No vendor has this id.');
  expectActive(vendor, pointer);
  return vendor;
}

export type RequisitionsToOrder = {
  readonly requisitionIds: readonly string[];
  readonly vendorId?: string | undefined;
  readonly expectedOn?: string | undefined;
};

/**
 * Orders requisitions of one vendor: each becomes a line of its own and takes its pegs along. 2 actions a requisition.
 * @throws Rejection `unknown_requisition`, `several_vendors`, `no_vendor`, `no_price`, `inactive_vendor` (422);
 * `procurement.requisition.illegal_transition` (409)
 */
export async function orderRequisitions(work: Work, asked: RequisitionsToOrder): Promise<Stored<PurchaseOrder>> {
  const requisitions = await needRequisitions(work, asked.requisitionIds);
  const pointer = asked.vendorId === undefined ? '/requisitionIds' : '/vendorId';
  const vendorId = vendorOfRequisitions(requisitions, asked.vendorId);
  const today = await todayOf(work.context);
  const [vendor, facts, number] = await Promise.all([
    vendorToOrderFrom(work, vendorId, pointer),
    lineFactsOf(
      work,
      vendorId,
      requisitions.map(({ productId }) => productId),
    ),
    nextDocumentNumber(work, 'PO', today),
  ]);
  const lines = requisitions.map((requisition, index) =>
    lineOfRequisition(requisition, { ...facts(requisition.productId), today }, `/requisitionIds/${index}`),
  );
  const [first] = requisitions;
  const isOneLoop = requisitions.every(({ correlationId }) => correlationId === first?.correlationId);
  const order = await addPurchaseOrder(work, lines, {
    vendor,
    number,
    today,
    expectedOn: asked.expectedOn,
    correlationId: isOneLoop ? first?.correlationId : undefined,
  });
  for (const requisition of requisitions) {
    const state = transition(requisitionStates, 'order', requisition.state);
    const changes = { state, purchaseOrderId: order.id, vendorId: vendor.id, vendorName: vendor.name };
    work.update(requisitionEntity, requisition, changes, 'order');
  }
  return order;
}

async function needRequisitions(work: Work, ids: readonly string[]): Promise<Stored<Requisition>[]> {
  const found = await work.records.getMany(requisitionEntity, ids);
  const byId = new Map(found.map((requisition) => [requisition.id, requisition]));
  return ids.map((id, index) => {
    const requisition = byId.get(id);
    if (requisition !== undefined) return requisition;
    throw rejectField(`/requisitionIds/${index}`, 'unknown_requisition', 'No requisition has this id.');
  });
}

/** Products, and what one vendor asks for them. */
export async function lineFactsOf(work: Work, vendorId: string, productIds: readonly string[]) {
  const { context } = work;
  const ids = [...new Set(productIds)];
  const [products, prices] = await Promise.all([
    productsById(work.context, ids),
    Promise.all(ids.map(async (id) => [id, await vendorPriceFor(context, vendorId, id)] as const)),
  ]);
  const priceOf = new Map(prices);
  return (productId: string) => ({ product: needProduct(products, productId), price: priceOf.get(productId) });
}

function needProduct(products: ReadonlyMap<string, Product>, productId: string): Product {
  const product = products.get(productId);
  if (product === undefined) throw new Error(`The product ${productId} of a document does not exist`);
  return product;
}

export type NewOrderFacts = {
  readonly vendor: Stored<Vendor>;
  readonly number: string;
  readonly today: string;
  readonly expectedOn: string | undefined;
  /** The loop that all lines belong to; the request's own where there are several or none. */
  readonly correlationId: string | undefined;
};

/** Adds the order and says so; lines ordered by hand enter the plan as surplus. */
export async function addPurchaseOrder(
  work: Work,
  lines: readonly PurchaseOrderLine[],
  facts: NewOrderFacts,
): Promise<Stored<PurchaseOrder>> {
  const { context } = work;
  const id = context.deps.ids.next('puo');
  const correlationId = facts.correlationId ?? context.correlationId;
  const decided = decidePurchaseOrder(lines, { ...facts, id, correlationId });
  const order = work.create(purchaseOrderEntity, decided, 'place');
  for (const line of order.lines) {
    if (line.requisitionId === undefined) await saveSurplus(work, line.productId, surplusOfLine(order, line));
  }
  work.emit(purchaseOrderPlaced, order, {
    ...orderFacts(order),
    expectedOn: order.expectedOn,
    total: toMoney(netOf(order), order.currency),
    lines: order.lines.map(({ lineId, productId, sku, quantity }) => ({
      lineId,
      productId,
      sku,
      quantity: fromScaled(quantity),
    })),
    salesOrderIds: salesOrdersOf(order.lines.flatMap(({ pegs }) => pegs)),
  });
  return order;
}

/** What every event of a purchase order says of it. */
export const orderFacts = ({ id, number, vendorId }: PurchaseOrder) => ({ purchaseOrderId: id, number, vendorId });
