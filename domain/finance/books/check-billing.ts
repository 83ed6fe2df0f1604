/** Orders against their invoices: two records of two modules that follow each other by events. */
import { type Finding, findingOf, type Look } from '../../../shared/books.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { type Order, type OrderLine, orderFor } from '../../sales/index.ts';
import { billing } from '../billing.entity.ts';
import { invoice } from '../invoice.entity.ts';
import type { Invoice } from '../invoice.schema.ts';

export async function checkBilling({ context, subject }: Look): Promise<Finding> {
  const [order, state] = await Promise.all([orderFor(context, subject), context.records.get(billing, subject)]);
  if (order === undefined) return findingOf([`order ${subject} is gone`]);
  const invoices = await context.records.getMany(invoice, state?.invoiceIds ?? []);
  return findingOf(order.lines.flatMap((line) => faultsOf(order, line, invoices)));
}

/**
 * `dispatched`: what left is billed, but for what came back before that. `delivered`: what arrived is billed, and never
 * more than what left. Services are billed when they are fulfilled.
 */
function faultsOf(order: Order, line: OrderLine, invoices: readonly Invoice[]): string[] {
  const { lineId, sku, delivered, arrived, billed, withheld } = line;
  const named = `order ${order.number} ${sku}`;
  const onArrival = order.invoicingPolicy === 'delivered' && line.kind !== 'service';
  const answered = billed + withheld;
  const isRight = onArrival ? answered <= delivered && answered >= arrived : answered === delivered;
  const invoiced = invoices
    .flatMap(({ lines }) => lines)
    .filter((part) => part.lineId === lineId)
    .reduce((sum, part) => sum + part.quantity, 0);
  return [
    ...(isRight ? [] : [`${named}: delivered ${fromScaled(delivered)}, billed ${fromScaled(answered)}`]),
    ...(invoiced === billed ? [] : [`${named}: billed ${fromScaled(billed)}, its invoices ${fromScaled(invoiced)}`]),
  ];
}
