/** What a loop comes to in money, summed from its events: a pure function. */
import type { EventDefinition, EventEnvelope } from '../../shared/events/event.ts';
import type { LoopDocument } from '../../shared/module.ts';
import { type Money, minorOf, toMoney } from '../../shared/values/money.ts';
import { opportunityWon } from '../crm/events.ts';
import {
  advanceAllocated,
  creditNoteIssued,
  depositFreed,
  invoiceIssued,
  paymentReceived,
  refundPaid,
} from '../finance/events.ts';
import { returnReceived, shipmentDispatched } from '../logistics/events.ts';
import { orderCancelled, orderClosed, orderConfirmed } from '../sales/events.ts';
import type { LoopMoneyResource } from './loop.resource.ts';

/** Data of the events of one kind, in their order. */
const told = <Data>(events: readonly EventEnvelope[], { type, schema }: EventDefinition<Data>): Data[] =>
  events.filter((event) => event.type === type).map(({ data }) => schema.parse(data));

/**
 * @param events of the loop, in the order of their ids
 * @param documents told by the modules: an open opportunity is quoted by its own document
 * @param currency the company's, in which every amount of a loop is
 */
export function sumLoopMoney(
  events: readonly EventEnvelope[],
  documents: readonly LoopDocument[],
  currency: string,
): LoopMoneyResource {
  const sum = (amounts: readonly Money[]): number => amounts.reduce((total, amount) => total + minorOf(amount), 0);
  const invoices = told(events, invoiceIssued);
  const credits = told(events, creditNoteIssued);
  const payments = told(events, paymentReceived);
  const deposits = payments.filter(({ invoiceId }) => invoiceId === undefined).map(({ amount }) => amount);
  const cleared = [
    ...payments.filter(({ invoiceId }) => invoiceId !== undefined).map(({ allocated }) => allocated),
    ...told(events, advanceAllocated).map(({ amount }) => amount),
  ];
  const refundedMinor = sum(told(events, refundPaid).map(({ amount }) => amount));
  const invoicedMinor = sum(invoices.map(({ net }) => net));
  const creditedMinor = sum(credits.map(({ net }) => net));
  const costMinor = costOf(events, sum);
  const totals = sum(invoices.map(({ total }) => total)) - sum(credits.map(({ total }) => total));
  const applied = sum(invoices.map(({ deposit }) => deposit));
  const freed = sum(told(events, depositFreed).map(({ amount }) => amount));
  const money = (amountMinor: number): Money => toMoney(amountMinor, currency);
  return {
    quoted: quotedOf(events, documents) ?? money(0),
    ordered: money(sum(keptOrders(events).map(({ net }) => net))),
    invoiced: money(invoicedMinor),
    credited: money(creditedMinor),
    tax: money(totals - invoicedMinor + creditedMinor),
    paid: money(sum(cleared) + sum(deposits) - freed),
    refunded: money(refundedMinor),
    due: money(totals - applied - sum(cleared) + refundedMinor),
    cost: money(costMinor),
    margin: money(invoicedMinor - creditedMinor - costMinor),
  };
}

const quotedOf = (events: readonly EventEnvelope[], documents: readonly LoopDocument[]): Money | undefined =>
  told(events, opportunityWon).at(-1)?.quotedAmount ?? documents.find(({ kind }) => kind === 'crm.opportunity')?.money;

/** Confirmed orders, but for those that were cancelled and did not turn out to have left in part. */
function keptOrders(events: readonly EventEnvelope[]) {
  const closed = new Set(told(events, orderClosed).map(({ orderId }) => orderId));
  const cancelled = new Set(told(events, orderCancelled).map(({ orderId }) => orderId));
  return told(events, orderConfirmed).filter(({ orderId }) => !cancelled.has(orderId) || closed.has(orderId));
}

function costOf(events: readonly EventEnvelope[], sum: (amounts: readonly Money[]) => number): number {
  const costs = (moves: readonly { readonly lines: readonly { readonly cost: Money }[] }[]) =>
    sum(moves.flatMap(({ lines }) => lines.map(({ cost }) => cost)));
  return costs(told(events, shipmentDispatched)) - costs(told(events, returnReceived));
}
