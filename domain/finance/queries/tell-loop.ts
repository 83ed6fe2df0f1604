import type { Context } from '../../../shared/context.ts';
import type { LoopDocument } from '../../../shared/module.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { type Money, toMoney } from '../../../shared/values/money.ts';
import { creditNote } from '../credit-note.entity.ts';
import { balanceOf, statusOf } from '../invoice.balance.ts';
import { invoice } from '../invoice.entity.ts';
import type { Invoice } from '../invoice.schema.ts';
import { payment, refund } from '../payment.entity.ts';

/** Finance's documents among the subjects of a loop's events. */
export async function tellLoop(context: Context, ids: readonly string[]): Promise<LoopDocument[]> {
  const of = (prefix: string) => ids.filter((id) => id.startsWith(`${prefix}_`));
  const today = await todayOf(context);
  const [invoices, credits, payments, refunds] = await Promise.all([
    context.records.getMany(invoice, of('inv')),
    context.records.getMany(creditNote, of('crn')),
    context.records.getMany(payment, of('pay')),
    context.records.getMany(refund, of('rfd')),
  ]);
  const done = (
    kind: string,
    document: { id: string; number: string },
    told: { title: string; state: string; money: Money },
  ) => ({ kind, id: document.id, number: document.number, ...told });
  return [
    ...invoices.map((document) => tellInvoice(document, today)),
    ...credits.map((document) =>
      done(creditNote.name, document, {
        title: `Credit note for invoice ${document.invoiceNumber}`,
        state: 'issued',
        money: toMoney(document.totalMinor, document.currency),
      }),
    ),
    ...payments.map((document) =>
      done(payment.name, document, {
        title: `Payment by ${document.method.replaceAll('_', ' ')}`,
        state: 'received',
        money: toMoney(document.amountMinor, document.currency),
      }),
    ),
    ...refunds.map((document) =>
      done(refund.name, document, {
        title: 'Refund',
        state: 'paid',
        money: toMoney(document.amountMinor, document.currency),
      }),
    ),
  ];
}

function tellInvoice(document: Invoice, today: string): LoopDocument {
  const balanceMinor = balanceOf(document);
  const { amount, currency } = toMoney(Math.abs(balanceMinor), document.currency);
  const due = { step: 'pay', heldBy: 'customer', reason: `${amount} ${currency} due on ${document.dueOn}` };
  const back = { step: 'refund', heldBy: 'accountant', reason: `${amount} ${currency} to go back to the customer` };
  const waiting = balanceMinor === 0 ? {} : { waiting: balanceMinor > 0 ? due : back };
  return {
    kind: invoice.name,
    id: document.id,
    number: document.number,
    title: `Invoice for order ${document.orderNumber}`,
    state: statusOf(document, today),
    money: toMoney(document.totalMinor, document.currency),
    ...waiting,
  };
}
