/** Opportunities as they are shown, each won one with the progress of its order (L11). */
import type { Context } from '../../../shared/context.ts';
import { shownCustomFields } from '../../../shared/custom-fields/show-custom-fields.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { type OrderProgress, orderIdFor, orderProgress } from '../../sales/index.ts';
import { opportunity } from '../opportunity.entity.ts';
import { type OpportunityResource, type OrderOfWin, presentOpportunity } from '../opportunity.resource.ts';
import type { Opportunity } from '../opportunity.schema.ts';

/** The order of the present win; undefined where the opportunity is not won. */
export const salesOrderIdOf = (context: Pick<Context, 'tenantId'>, record: Opportunity): string | undefined =>
  record.state === 'won' ? orderIdFor(context.tenantId, record.id, record.winNumber) : undefined;

/** With one read for the orders of all. */
export async function viewOpportunities(
  context: Context,
  records: readonly Stored<Opportunity>[],
): Promise<OpportunityResource[]> {
  const orderIds = records.flatMap((record) => salesOrderIdOf(context, record) ?? []);
  const progress = orderIds.length === 0 ? new Map<string, OrderProgress>() : await orderProgress(context, orderIds);
  return Promise.all(
    records.map((record) => {
      const salesOrderId = salesOrderIdOf(context, record);
      const order = salesOrderId === undefined ? undefined : progress.get(salesOrderId);
      return viewOpportunity(context, record, order === undefined ? undefined : presentOrder(order));
    }),
  );
}

export const viewOpportunity = async (
  context: Context,
  record: Stored<Opportunity>,
  order?: OrderOfWin,
): Promise<OpportunityResource> =>
  presentOpportunity(record, {
    now: nowAt(context.deps.clock),
    salesOrderId: salesOrderIdOf(context, record),
    order,
    customFields: await shownCustomFields(context, opportunity, record),
  });

const presentOrder = (order: OrderProgress): OrderOfWin => ({
  id: order.orderId,
  number: order.number,
  state: order.state,
  status: order.status,
  reservedPercent: order.percent.reserved,
  producedPercent: order.percent.produced,
  deliveredPercent: order.percent.delivered,
  billedPercent: order.percent.billed,
  paidPercent: order.percent.paid,
  total: toMoney(order.totalMinor, order.currency),
  billed: toMoney(order.billedMinor, order.currency),
  paid: toMoney(order.paidMinor, order.currency),
  due: toMoney(order.dueMinor, order.currency),
});
