import type { PeggedQuantity } from '../../shared/pegs.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { fromScaled } from '../../shared/values/decimal.ts';
import { toMoney } from '../../shared/values/money.ts';
import { productionCompleted } from './events.ts';
import { actualCostOf, plannedCostOf } from './order.cost.ts';
import type { ProductionOrder } from './order.schema.ts';
import { orderFacts } from './plan.ts';

/** Says that an order is done, with what was planned, what it came to, and what it does not bring for whom. */
export function sayCompleted(work: Work, order: Stored<ProductionOrder>, lost: readonly PeggedQuantity[]): void {
  work.emit(productionCompleted, order, {
    ...orderFacts(order),
    planned: fromScaled(order.quantity),
    produced: fromScaled(order.produced),
    scrapped: fromScaled(order.scrapped),
    plannedCost: toMoney(plannedCostOf(order) ?? 0, order.currency),
    actualCost: toMoney(actualCostOf(order), order.currency),
    lost: lostFacts(lost),
  });
}

export const lostFacts = (lost: readonly PeggedQuantity[]) =>
  lost.map(({ reservationId, lineId, quantity }) => ({ reservationId, lineId, quantity: fromScaled(quantity) }));
