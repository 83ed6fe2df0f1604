import type { Context } from '../../../shared/context.ts';
import type { LoopDocument } from '../../../shared/module.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { order } from '../order.entity.ts';
import { openQuantity, statusOf } from '../order.progress.ts';
import type { Order } from '../order.schema.ts';

/** Sales orders among the subjects of a loop's events. */
export async function tellLoop(context: Context, ids: readonly string[]): Promise<LoopDocument[]> {
  const orders = await context.records.getMany(
    order,
    ids.filter((id) => id.startsWith('ord_')),
  );
  return orders.map((document) => ({
    kind: order.name,
    id: document.id,
    number: document.number,
    title: `Order of ${document.accountName}`,
    state: statusOf(document),
    money: toMoney(document.totalMinor, document.currency),
    ...waitingOf(document),
  }));
}

/** What only a person can do to the order itself: other modules' documents tell what they wait for. */
function waitingOf(document: Order): Pick<LoopDocument, 'waiting'> {
  if (document.state === 'held') {
    const reason = 'The order would pass the credit limit.';
    return { waiting: { step: 'release', heldBy: 'accountant', reason } };
  }
  const services = document.lines.filter((line) => line.kind === 'service' && openQuantity(document, line) > 0);
  if (document.state !== 'confirmed' || services.length === 0) return {};
  const reason = `Services to be done: ${services.map(({ sku }) => sku).join(', ')}`;
  return { waiting: { step: 'fulfil', heldBy: 'service', reason } };
}
