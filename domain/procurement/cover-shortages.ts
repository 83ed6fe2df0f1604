/** The part of a commit that buys what is short: reads the facts, asks the planner, writes what it decided. */
import { nextDocumentNumber } from '../../shared/document-number.ts';
import { type OpenSupply, type PegOnSupply, pegShortage, type Shortage } from '../../shared/netting.ts';
import { type Peg, salesOrdersOf } from '../../shared/pegs.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { todayOf } from '../../shared/tenancy.ts';
import { fromScaled } from '../../shared/values/decimal.ts';
import { derivedId } from '../../shared/values/ids.ts';
import { type Product, productsById } from '../catalog/index.ts';
import { stockFor } from '../inventory/index.ts';
import type { PreferredPrice } from './choose-vendor-price.ts';
import { requisitionRaised } from './events.ts';
import { planEntity } from './plan.entity.ts';
import { PEGS_MAX, type PurchaseSurplus, type SupplyRef } from './plan.schema.ts';
import { type PlannedRequisition, planSupply } from './planning.ts';
import { preferredVendorPrice } from './queries/vendor-offers.ts';
import { requisitionEntity } from './requisition.entity.ts';
import type { Requisition } from './requisition.schema.ts';
import { loadSupply, noteSupply, pegsOf, readAhead, savePegs, saveSurplus, surplusOfRequisition } from './supply.ts';

export type ProductShortages = { readonly productId: string; readonly shortages: readonly Shortage[] };

/** Why something is bought: new requisitions get ids that follow from it, and belong to its loop. */
export type Cause = { readonly id: string; readonly correlationId: string };

/** Reads for several products at once what covering each of them reads; the commit keeps it. */
export async function readFacts(work: Work, productIds: readonly string[]) {
  const { context } = work;
  const [products, stocks, prices] = await Promise.all([
    productsById(context, productIds),
    stockFor(context, productIds),
    Promise.all(productIds.map(async (id) => [id, await preferredVendorPrice(context, id)] as const)),
    work.records.getMany(
      planEntity,
      productIds.map((productId) => ({ productId })),
    ),
  ]);
  return { products, stocks, prices: new Map(prices) };
}
type Facts = Awaited<ReturnType<typeof readFacts>>;

/**
 * Covers the shortages of one product: pegs on the surplus of open supplies first, new requisitions for the rest
 * (`planning.ts`). Adds at most 21 actions to the commit, and one for each reservation.
 */
export async function coverShortages(
  work: Work,
  { productId, shortages }: ProductShortages,
  { products, stocks, prices }: Facts,
  cause: Cause,
): Promise<void> {
  const { context } = work;
  const product = products.get(productId);
  if (product === undefined) throw new Error(`The product ${productId} of a shortage does not exist`);
  const supplies = (await work.records.get(planEntity, { productId }))?.supplies ?? [];
  const today = await todayOf(context);
  const price = prices.get(productId);
  const decided = planSupply(shortages, openTo(product, supplies), {
    price,
    wholeUnits: product.wholeUnits,
    safetyStock: product.supplyPolicy === 'to_order' ? 0 : product.safetyStock,
    freeStock: stocks.get(productId)?.available ?? 0,
    today,
  });
  await pegOnExisting(work, product.id, decided.pegsOnExisting, supplies);
  for (const [index, planned] of decided.newRequisitions.entries()) {
    const id = derivedId('prq', context.tenantId, productId, String(index), cause.id);
    await raise(work, { id, product, planned, price, cause, today });
  }
}

/** What is bought to order serves its own demand alone. */
const openTo = ({ supplyPolicy }: Product, supplies: readonly PurchaseSurplus[]): OpenSupply[] =>
  supplyPolicy === 'to_order'
    ? []
    : supplies.map((supply) => ({ ...supply, room: Math.max(0, PEGS_MAX - supply.pegs) }));

async function pegOnExisting(
  work: Work,
  productId: string,
  pegs: readonly PegOnSupply[],
  known: readonly PurchaseSurplus[],
): Promise<void> {
  const refOf = (supplyId: string): SupplyRef => {
    const purchaseOrderId = known.find((entry) => entry.supplyId === supplyId)?.purchaseOrderId;
    return { supplyId, productId, ...(purchaseOrderId === undefined ? {} : { purchaseOrderId }) };
  };
  await readAhead(
    work,
    pegs.map(({ supplyId }) => refOf(supplyId)),
  );
  for (const { supplyId, shortage, quantity } of pegs) {
    const supply = await loadSupply(work, refOf(supplyId));
    if (supply === undefined) throw new Error(`The plan names a supply that does not exist: ${supplyId}`);
    await savePegs(work, supply, pegShortage(pegsOf(supply), shortage, quantity), 'peg');
    await noteSupply(work, shortage.reservationId, refOf(supplyId));
  }
}

type Raising = {
  readonly id: string;
  readonly product: Product;
  readonly planned: PlannedRequisition;
  readonly price: PreferredPrice | undefined;
  readonly cause: Cause;
  readonly today: string;
};

async function raise(work: Work, raising: Raising): Promise<void> {
  const { product, planned, price, today } = raising;
  const number = await nextDocumentNumber(work, 'PR', today);
  const requisition = work.create(requisitionEntity, requisitionOf(raising, number), 'raise');
  await saveSurplus(work, product.id, surplusOfRequisition(requisition));
  for (const { reservationId } of requisition.pegs) {
    await noteSupply(work, reservationId, { supplyId: requisition.id, productId: product.id });
  }
  const [salesOrderId] = salesOrdersOf(requisition.pegs);
  work.emit(requisitionRaised, requisition, {
    requisitionId: requisition.id,
    productId: product.id,
    sku: product.sku,
    ...(price === undefined ? {} : { vendorId: price.vendorId }),
    quantity: fromScaled(requisition.quantity),
    releaseOn: planned.releaseOn,
    neededOn: planned.neededOn,
    ...(salesOrderId === undefined ? {} : { salesOrderId }),
  });
}

function requisitionOf({ id, product, planned, price, cause }: Raising, number: string): Requisition {
  const pegs = planned.pegs.reduce<Peg[]>(
    (known, { shortage, quantity }) => pegShortage(known, shortage, quantity),
    [],
  );
  return {
    id,
    number,
    state: 'open',
    correlationId: cause.correlationId,
    productId: product.id,
    sku: product.sku,
    name: product.name,
    ...(price === undefined
      ? {}
      : { vendorId: price.vendorId, vendorName: price.vendorName, unitPrice: price.unitPrice }),
    quantity: planned.quantity,
    pegs,
    neededOn: planned.neededOn,
    releaseOn: planned.releaseOn,
    availableOn: planned.availableOn,
    late: planned.late,
    overMaximum: planned.overMaximum,
  };
}
