/**
 * A production order as a supply: what it brings beyond its pegs, and whom it is made for. Pegs and surplus are written
 * here, always inside the commit that decides on them.
 */
import { withSurplus } from '../../shared/netting.ts';
import { type Peg, waitingOfAll } from '../../shared/pegs.ts';
import { canTransition } from '../../shared/states.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { remainingOf } from './decide-report.ts';
import { productionOrderEntity, productionPlanEntity, reservationOrdersEntity } from './order.entity.ts';
import type { OrderRef, ProductionOrder, ReservationOrders } from './order.schema.ts';
import { productionOrderStates } from './order.states.ts';

/** What an order will bring beyond its pegs (scaled); nothing once it has ended. */
export const surplusOf = (order: ProductionOrder): number =>
  canTransition(productionOrderStates, 'cancel', order.state)
    ? Math.max(0, remainingOf(order) - waitingOfAll(order.pegs))
    : 0;

/**
 * Writes an order's surplus into the product's plan where it has any or had any `before`, so that two decisions on it at
 * once meet in the plan. One action.
 */
export async function saveSurplus(
  work: Work,
  order: ProductionOrder,
  before: ProductionOrder | undefined,
): Promise<void> {
  const surplus = surplusOf(order);
  if (surplus === 0 && (before === undefined || surplusOf(before) === 0)) return;
  const { id: supplyId, productId, dueOn: availableOn, pegs } = order;
  const entry = { supplyId, surplus, availableOn, pegs: pegs.length };
  const plan = await work.records.get(productionPlanEntity, { productId });
  if (plan === undefined) work.create(productionPlanEntity, { productId, supplies: withSurplus([], entry) });
  else work.update(productionPlanEntity, plan, { supplies: withSurplus(plan.supplies, entry) });
}

/** Writes whom an order is made for, and its surplus. An order by hand is of a sales order while that has a peg on it. */
export async function savePegs(
  work: Work,
  before: Stored<ProductionOrder>,
  pegs: Peg[],
  action: string,
): Promise<Stored<ProductionOrder>> {
  const made = pegs.find(({ salesOrderId }) => salesOrderId !== undefined);
  const salesOrderId = made?.salesOrderId ?? (before.byHand ? undefined : before.salesOrderId);
  const order = work.update(productionOrderEntity, before, { pegs, salesOrderId }, action);
  await saveSurplus(work, order, before);
  return order;
}

/** Notes which orders are made for a reservation beside those `known`, so that its release finds them. */
export function noteOrders(
  work: Work,
  reservationId: string,
  known: Stored<ReservationOrders> | undefined,
  added: readonly OrderRef[],
): void {
  const orders = [...new Map([...(known?.orders ?? []), ...added].map((ref) => [ref.orderId, ref])).values()];
  if (known === undefined) work.create(reservationOrdersEntity, { reservationId, released: false, orders });
  else work.update(reservationOrdersEntity, known, { orders });
}
