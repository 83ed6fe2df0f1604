/** The part of a commit that makes what is short: on the surplus of open orders first, in a new order for the rest. */
import { coverFromSurplus, type OpenSupply, pegShortage, type Shortage, type Surplus } from '../../shared/netting.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { todayOf } from '../../shared/tenancy.ts';
import { addDays } from '../../shared/values/time.ts';
import type { Product } from '../catalog/index.ts';
import { datesOf } from './decide-plan.ts';
import { productionOrderEntity, productionPlanEntity } from './order.entity.ts';
import { PEGS_MAX } from './order.schema.ts';
import { addOrder, structureFactsOf } from './plan.ts';
import { savePegs } from './supply.ts';

export type Wanted = {
  readonly product: Product;
  readonly shortage: Shortage;
  /** The id of the order that is added where surplus does not cover the shortage. */
  readonly newOrderId: string;
  readonly correlationId: string;
};

/** Reads for all shortages of a commit at once what covering each of them reads; the commit keeps it. */
export async function readAhead(work: Work, wanted: readonly Wanted[]): Promise<void> {
  const today = await todayOf(work.context);
  await Promise.all([
    work.records.getMany(
      productionPlanEntity,
      wanted.map(({ product }) => ({ productId: product.id })),
    ),
    ...wanted.map(({ product, shortage }) =>
      structureFactsOf(work, product.id, datesOf(shortage.neededOn, product.leadDays, today).startOn),
    ),
  ]);
}

/**
 * Covers one shortage of a made product and answers with the ids of the orders that it is pegged to. Surplus is what an
 * order by hand makes for stock, or what rounding up to whole units left: two shortages of 0.5 make 1, not 2. A shortage
 * that none covers is at most 5 actions, one that open orders cover 3 for each of at most four of them.
 */
export async function coverShortage(work: Work, wanted: Wanted): Promise<string[]> {
  const { product, shortage, newOrderId, correlationId } = wanted;
  const plan = await work.records.get(productionPlanEntity, { productId: product.id });
  const soonest = addDays(await todayOf(work.context), product.leadDays);
  const { pegs, rest } = coverFromSurplus([shortage], openTo(product, plan?.supplies ?? []), soonest);
  for (const { supplyId, quantity } of pegs) {
    const order = await work.records.need(productionOrderEntity, supplyId);
    await savePegs(work, order, pegShortage(order.pegs, shortage, quantity), 'peg');
  }
  const orderIds = pegs.map(({ supplyId }) => supplyId);
  const [uncovered] = rest;
  if (uncovered === undefined) return orderIds;
  const { quantity } = uncovered;
  await addOrder(work, {
    id: newOrderId,
    product,
    quantity,
    neededOn: shortage.neededOn,
    pegs: pegShortage([], shortage, quantity),
    byHand: false,
    salesOrderId: shortage.salesOrderId,
    correlationId,
  });
  return [...orderIds, newOrderId];
}

/** What is made to order serves its own demand alone. */
const openTo = ({ supplyPolicy }: Product, supplies: readonly Surplus[]): OpenSupply[] =>
  supplyPolicy === 'to_order'
    ? []
    : supplies.map((supply) => ({ ...supply, room: Math.max(0, PEGS_MAX - supply.pegs) }));
