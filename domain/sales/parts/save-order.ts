/** Writing a changed order: its conclusion, its exposure and the events of both in the caller's commit. */
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { orderClosed, orderCompleted, orderSettled } from '../events.ts';
import { order as orderEntity } from '../order.entity.ts';
import { idFacts, settledFacts } from '../order.facts.ts';
import { exposureOf } from '../order.progress.ts';
import { conclude } from '../order.record.ts';
import type { Order } from '../order.schema.ts';
import { addExposure, creditOf } from './account-exposure.ts';

/**
 * Saves what became of an order. Completion and settlement follow from the quantities and sums, and are told once.
 * @param action what the audit calls the change
 */
export async function saveOrder(
  work: Work,
  before: Stored<Order>,
  after: Order,
  action: string,
): Promise<Stored<Order>> {
  const { clock } = work.context.deps;
  const { order, completes, settles } = conclude(after, nowAt(clock));
  const saved = work.update(orderEntity, before, order, action);
  const change = exposureOf(order) - exposureOf(before);
  if (change !== 0) {
    addExposure(work, order.accountId, await creditOf(work, order.accountId), change, null);
  }
  if (before.state === 'cancelled' && order.state === 'closed') {
    work.emit(orderClosed, saved, {
      ...idFacts(order),
      reason: 'Goods had left before the cancellation.',
      remainder: [],
    });
  }
  if (completes) work.emit(orderCompleted, saved, idFacts(order));
  if (settles) {
    work.emit(orderSettled, saved, settledFacts(order, await todayOf(work.context)));
  }
  return saved;
}
