/** An invoice as it is issued: pure, from the order's facts and the lines that are billed. */
import type { Order } from '../sales/index.ts';
import { agedIn } from './invoice.balance.ts';
import type { Invoice, InvoiceLine, Settlement } from './invoice.schema.ts';

export type NewInvoice = {
  readonly id: string;
  readonly number: string;
  readonly order: Order;
  readonly source: Invoice['source'];
  readonly lines: readonly InvoiceLine[];
  readonly issuedOn: string;
  readonly dueOn: string;
  /** What is left of the order's deposit; the invoice takes at most its own total. */
  readonly depositMinor: number;
};

/** Totals are the sums of the lines. An invoice that its deposit covers, or that comes to nothing, is paid at once. */
export function newInvoice({ id, number, order, source, lines, issuedOn, dueOn, depositMinor }: NewInvoice): Invoice {
  const sum = (pick: (line: InvoiceLine) => number) => lines.reduce((total, line) => total + pick(line), 0);
  const netMinor = sum((line) => line.netMinor);
  const taxMinor = sum((line) => line.taxMinor);
  const totalMinor = netMinor + taxMinor;
  const applied = Math.min(depositMinor, totalMinor);
  const settlements: Settlement[] = applied === 0 ? [] : [{ kind: 'deposit', id, on: issuedOn, amountMinor: applied }];
  return {
    id,
    number,
    state: applied === totalMinor ? 'paid' : 'open',
    correlationId: order.correlationId,
    source,
    salesOrderId: order.id,
    orderNumber: order.number,
    opportunityId: order.opportunityId,
    accountId: order.accountId,
    accountName: order.accountName,
    currency: order.currency,
    issuedOn,
    dueOn,
    lines: [...lines],
    netMinor,
    taxMinor,
    totalMinor,
    settlements,
    agedIn: agedIn({ totalMinor, settlements }, issuedOn),
  };
}
