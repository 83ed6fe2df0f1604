/** The nine steps of the loop (DESIGN 1) and which events and documents belong to each. */
import { loopClosed, opportunityCreated, opportunityLost, opportunityReopened, opportunityWon } from '../crm/events.ts';
import {
  advanceAllocated,
  creditNoteIssued,
  depositFreed,
  invoiceIssued,
  invoicePaid,
  paymentReceived,
  refundPaid,
} from '../finance/events.ts';
import { stockReserved, stockShort } from '../inventory/events.ts';
import {
  returnReceived,
  shipmentDelivered,
  shipmentDispatched,
  shipmentDrafted,
  shipmentPicked,
} from '../logistics/events.ts';
import { purchaseOrderPlaced, purchaseOrderReceived, requisitionRaised } from '../procurement/events.ts';
import {
  productionCompleted,
  productionPlanned,
  productionReadied,
  productionReported,
  productionStarted,
} from '../production/events.ts';
import {
  orderCancelled,
  orderClosed,
  orderConfirmed,
  orderFulfilled,
  orderHeld,
  orderSettled,
} from '../sales/events.ts';

export type LoopStep = {
  readonly step: string;
  readonly title: string;
  /** Events that say the step began or went on. */
  readonly events: readonly string[];
  /** Events of which one at least says that the step has been done. */
  readonly done: readonly string[];
  /** Kinds of documents (entity names) that belong to the step. */
  readonly documents: readonly string[];
  /** What holds the step while it waits for somebody: a kind of document, or `<kind>:<what it waits for>`. */
  readonly holders: readonly string[];
  /** Statuses of the sales order in which more of the step is to come, though a part of it has been done. */
  readonly openWhile: readonly string[];
  /** Happens once: its event says that it is done, whatever its document waits for afterwards (a follow-up task). */
  readonly once: boolean;
  /** Steps that a loop may do without: goods from stock are neither made nor bought. */
  readonly optional: boolean;
};

const TO_DELIVER = ['on_hold', 'to_deliver_and_bill', 'to_deliver'];
const TO_BILL = [...TO_DELIVER, 'to_bill'];

const types = (...events: readonly { readonly type: string }[]): string[] => events.map(({ type }) => type);

export const LOOP_STEPS: readonly LoopStep[] = [
  {
    step: 'won',
    title: 'Opportunity won',
    events: types(opportunityCreated, opportunityWon, opportunityLost, opportunityReopened),
    done: types(opportunityWon),
    documents: ['crm.opportunity'],
    holders: ['crm.opportunity'],
    openWhile: [],
    once: true,
    optional: false,
  },
  {
    step: 'ordered',
    title: 'Sales order confirmed',
    events: types(orderHeld, orderConfirmed, orderCancelled, orderClosed),
    done: types(orderConfirmed),
    documents: ['sales.order'],
    holders: ['sales.order:release'],
    openWhile: [],
    once: true,
    optional: false,
  },
  {
    step: 'reserved',
    title: 'Stock reserved',
    events: types(stockReserved, stockShort),
    done: types(stockReserved),
    documents: ['inventory.reservation'],
    holders: ['inventory.reservation'],
    openWhile: [],
    once: false,
    optional: true,
  },
  {
    step: 'planned',
    title: 'Shortages planned',
    events: types(productionPlanned, requisitionRaised, purchaseOrderPlaced),
    done: types(productionPlanned, requisitionRaised),
    documents: ['procurement.requisition'],
    holders: ['procurement.requisition', 'production.order:replan'],
    openWhile: [],
    once: false,
    optional: true,
  },
  {
    step: 'supplied',
    title: 'Produced and received',
    events: types(productionReadied, productionStarted, productionReported, productionCompleted, purchaseOrderReceived),
    done: types(productionCompleted, purchaseOrderReceived),
    documents: ['production.order', 'procurement.order', 'procurement.receipt', 'procurement.bill'],
    holders: ['production.order', 'procurement.order:receive'],
    openWhile: [],
    once: false,
    optional: true,
  },
  {
    step: 'shipped',
    title: 'Shipped',
    events: types(
      shipmentDrafted,
      shipmentPicked,
      shipmentDispatched,
      shipmentDelivered,
      orderFulfilled,
      returnReceived,
    ),
    done: types(shipmentDispatched, orderFulfilled),
    documents: ['logistics.shipment', 'logistics.return'],
    holders: ['logistics.shipment', 'sales.order:fulfil'],
    openWhile: TO_DELIVER,
    once: false,
    optional: true,
  },
  {
    step: 'invoiced',
    title: 'Invoiced',
    events: types(invoiceIssued, creditNoteIssued),
    done: types(invoiceIssued),
    documents: ['finance.invoice', 'finance.credit_note'],
    holders: [],
    openWhile: TO_BILL,
    once: false,
    optional: false,
  },
  {
    step: 'paid',
    title: 'Paid',
    events: types(paymentReceived, advanceAllocated, depositFreed, invoicePaid, refundPaid, orderSettled),
    done: types(invoicePaid),
    documents: ['finance.payment', 'finance.refund'],
    holders: ['finance.invoice'],
    openWhile: TO_BILL,
    once: false,
    optional: false,
  },
  {
    step: 'closed',
    title: 'Customer updated',
    events: types(loopClosed),
    done: types(loopClosed),
    documents: ['crm.task'],
    holders: [],
    openWhile: [],
    once: true,
    optional: false,
  },
];
