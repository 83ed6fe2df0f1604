import type { Context } from '../../../shared/context.ts';
import { nextDocumentNumber } from '../../../shared/document-number.ts';
import { readUnitPrice } from '../../../shared/http/read-money.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { productsBySku, resolveLines } from '../../catalog/index.ts';
import { lineByHand } from '../decide-order.ts';
import { expectPurchasable } from '../decide-vendor-price.ts';
import { type PurchaseOrderInput, type PurchaseOrderResource, presentPurchaseOrder } from '../order.resource.ts';
import type { PurchaseOrder } from '../order.schema.ts';
import { planEntity } from '../plan.entity.ts';
import { addPurchaseOrder, lineFactsOf, orderRequisitions, vendorToOrderFrom } from '../write-order.ts';

type Lines = NonNullable<PurchaseOrderInput['lines']>;

/**
 * Places a purchase order: of requisitions of one vendor, or of lines by hand.
 * @throws Rejection `requisitions_or_lines`, `vendor_required`, `unknown_sku`, `no_price`, `several_vendors` and the
 * like with the pointer of the field (422); `procurement.requisition.illegal_transition` (409)
 */
export async function placeOrder(
  context: Context,
  { body }: RouteInput<unknown, unknown, PurchaseOrderInput>,
): Promise<PurchaseOrderResource> {
  const { vendorId, requisitionIds, lines, expectedOn } = body;
  if ((requisitionIds === undefined) === (lines === undefined)) {
    throw rejectField('/requisitionIds', 'requisitions_or_lines', 'Give either requisitionIds or lines.');
  }
  return commit(context, async (work) => {
    if (requisitionIds !== undefined)
      return presentPurchaseOrder(await orderRequisitions(work, { requisitionIds, vendorId, expectedOn }));
    if (vendorId === undefined) throw rejectField('/vendorId', 'vendor_required', 'Lines by hand need a vendor.');
    return presentPurchaseOrder(await orderByHand(work, vendorId, lines ?? [], expectedOn));
  });
}

async function orderByHand(
  work: Work,
  vendorId: string,
  asked: Lines,
  expectedOn: string | undefined,
): Promise<Stored<PurchaseOrder>> {
  const { context } = work;
  const today = await todayOf(context);
  const [vendor, number] = await Promise.all([
    vendorToOrderFrom(work, vendorId, '/vendorId'),
    nextDocumentNumber(work, 'PO', today),
    productsBySku(
      work.context,
      asked.map(({ sku }) => sku),
    ),
  ]);
  const priced = asked.map(({ sku, quantity, unitPrice }, index) => ({
    sku,
    quantity: toScaled(quantity),
    unitPrice:
      unitPrice === undefined ? undefined : readUnitPrice(unitPrice, vendor.currency, `/lines/${index}/unitPrice`),
  }));
  const resolved = await resolveLines(work.context, priced);
  const productIds = resolved.map(({ product }) => product.id);
  const [facts] = await Promise.all([
    lineFactsOf(work, vendor.id, productIds),
    work.records.getMany(
      planEntity,
      productIds.map((productId) => ({ productId })),
    ),
  ]);
  const lines = resolved.map((line, index) => {
    expectPurchasable(line.product, `/lines/${index}/sku`);
    const lineFacts = { product: line.product, price: facts(line.product.id).price, today };
    return lineByHand(context.deps.ids.next('pol'), line, lineFacts, `/lines/${index}/unitPrice`);
  });
  return addPurchaseOrder(work, lines, { vendor, number, today, expectedOn, correlationId: undefined });
}
