import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { fromScaled } from '../../shared/values/decimal.ts';
import { toMoney } from '../../shared/values/money.ts';
import { productionCompleted } from './events.ts';
import { actualCostOf, plannedCostOf } from './order.cost.ts';
import type { ProductionOrder } from './order.schema.ts';
import { orderFacts } from './plan.ts';

/** Says that an order is done, with what was planned and what it came to. */
export function sayCompleted(work: Work, order: Stored<ProductionOrder>): void {
  work.emit(productionCompleted, order, {
    ...orderFacts(order),
    planned: fromScaled(order.quantity),
    produced: fromScaled(order.produced),
    scrapped: fromScaled(order.scrapped),
    plannedCost: toMoney(plannedCostOf(order) ?? 0, order.currency),
    actualCost: toMoney(actualCostOf(order), order.currency),
  });
}
