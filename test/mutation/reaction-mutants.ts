// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a mutant is a piece of source text.
import type { Mutant } from './mutant.ts';

const DRAFTING = 'domain/logistics/reactions/draft-shipment.ts';
const LEVELS = 'domain/inventory/levels.ts';
const PLANNING = 'domain/production/reactions/plan-order.ts';
const OPENING = 'domain/inventory/parts/open-reservation.ts';
const IMPORTING = 'domain/platform/reactions/continue-import.ts';

/** Faults in what reactions do with events that come twice, late, or in another order. */
export const reactionMutants: readonly Mutant[] = [
  {
    id: 'invoice-of-a-fresh-id',
    file: 'domain/finance/parts/issue-invoice.ts',
    find: 'const id = invoiceIdFor(work.context.tenantId, wanted.source.id);',
    replace: "const id = work.context.deps.ids.next('inv') || invoiceIdFor(work.context.tenantId, wanted.source.id);",
    breaks: 'A return does not find the invoice of its shipment, and credits nothing.',
  },
  {
    id: 'reservation-not-held-while-drafting',
    file: DRAFTING,
    find: "if (reservation?.state !== 'open') return;",
    replace: 'if (reservation === undefined) return;',
    breaks: 'A late event drafts a shipment of an order that was cancelled.',
  },
  {
    id: 'holding-without-a-check',
    file: 'domain/inventory/queries/find-reservation.ts',
    find: 'work.expectUnchanged(reservationEntity, found);',
    replace: '',
    breaks: 'A shipment is drafted while its reservation is released.',
  },
  {
    id: 'order-not-known-yet-swallowed',
    file: 'domain/finance/reactions/invoice-from-shipment.ts',
    find: 'const order = await orderOf(work, data.salesOrderId);\n    const state = await billingOf(work, order);\n    const lines = data',
    replace:
      'const order = await orderFor(work, data.salesOrderId);\n    if (order === undefined) return;\n    const state = await billingOf(work, order);\n    const lines = data',
    breaks: 'What was dispatched before finance could read its order is never billed.',
  },
  {
    id: 'progress-before-its-order-swallowed',
    file: 'domain/sales/reactions/record-progress.ts',
    find: 'if (before === undefined) throw new NotYet(`Order ${orderId} is not known yet`);',
    replace: 'if (before === undefined || before.billedMinor > 0) return;',
    breaks: 'What is told of an order after its first invoice is lost.',
  },
  {
    id: 'delivery-before-its-dispatch-swallowed',
    file: 'domain/finance/reactions/invoice-from-shipment.ts',
    find: 'if (arrived === undefined) throw new NotYet(`Shipment ${data.shipmentId} is not known to be dispatched`);',
    replace: 'if (arrived === undefined) return;',
    breaks: 'What arrived before finance heard that it had left is never billed.',
  },
  {
    id: 'return-before-its-invoice-swallowed',
    file: 'domain/finance/reactions/credit-from-return.ts',
    find: 'if (waiting === undefined) throw new NotYet(`Shipment ${data.shipmentId} is not billed yet`);',
    replace: 'if (waiting === undefined) return;',
    breaks: 'Goods that came back before the invoice was written are billed and never credited.',
  },
  {
    id: 'cancellation-before-its-order-forgotten',
    file: OPENING,
    find: "        state: 'released',\n        shippingPolicy: 'partial',",
    replace: "        state: 'open',\n        shippingPolicy: 'partial',",
    breaks: 'A cancelled order that inventory had not heard of keeps an open reservation.',
  },
  {
    id: 'released-again',
    file: OPENING,
    find: "if (reservation.state !== 'open') return;",
    replace: '',
    breaks: 'Goods are set free twice, or those of a fulfilled reservation.',
  },
  {
    id: 'reserved-again',
    file: OPENING,
    find: 'if ((await work.records.get(reservationEntity, id)) !== undefined) return;',
    replace: '',
    breaks: 'A demand that was cancelled before it was heard of holds its event up for ever.',
  },
  {
    id: 'shortage-of-a-released-demand',
    file: 'domain/inventory/queries/find-reservation.ts',
    find: "reservation?.state === 'open' && line !== undefined",
    replace: 'reservation !== undefined && line !== undefined',
    breaks: 'What is short for a demand that is gone is planned until its supplier has heard of it.',
  },
  {
    id: 'released-goods-stay-reserved',
    file: LEVELS,
    find: 'add: { ...reservedBy(allocations, -1), ...(waiting === 0 ? {} : { waiting }) },',
    replace: 'add: { ...(waiting === 0 ? {} : { waiting }) },',
    breaks: 'What a cancelled order held is never free again.',
  },
  {
    id: 'reserving-without-a-floor',
    file: LEVELS,
    find: '...(quantity === 0 ? {} : { available: quantity }),\n      ...Object.fromEntries(allocations.map((part) => [`levels.${part.locationId}.free`, part.quantity])),',
    replace: '...(quantity < 0 ? { available: quantity } : {}),',
    breaks: 'Two orders at once reserve the same goods.',
  },
  {
    id: 'planned-for-a-demand-that-is-gone',
    file: PLANNING,
    find: 'if (known?.released === true || wanted.length === 0) return;',
    replace: 'if (wanted.length === 0) return;',
    breaks: 'A shortage that comes after the cancellation is produced for nobody.',
  },
  {
    id: 'bought-for-a-demand-that-is-gone',
    file: 'domain/procurement/reactions/raise-requisition.ts',
    find: 'if (pegs?.released === true) return;',
    replace: '',
    breaks: 'A shortage that comes after the cancellation is bought for nobody.',
  },
  {
    id: 'planned-orders-not-noted',
    file: PLANNING,
    find: 'noteOrders(work, reservationId, known, added);',
    replace: 'if (added.length > 1) noteOrders(work, reservationId, known, added);',
    breaks: 'A cancellation does not find what was planned for the demand.',
  },
  {
    id: 'release-not-marked',
    file: 'domain/production/reactions/cancel-order.ts',
    find: 'else if (!known.released) work.update(reservationOrdersEntity, known, { released: true });',
    replace: '',
    breaks: 'What is planned after the cancellation does not know of it.',
  },
  {
    id: 'import-step-done-again',
    file: IMPORTING,
    // Both guards, either of which is enough: the marker of the delivery, and the step that the job waits for.
    find: 'await commit(context, async (work) => {\n    const before = await work.records.need(importJob, importId);\n    // A person may have cancelled it meanwhile: the rows that were written stay, the job does not go on.\n    if (!awaitsStep(before, step)) return;\n',
    replace:
      'await commit(asStep(context), async (work) => {\n    const before = await work.records.need(importJob, importId);\n',
    breaks: 'A step of an import that two deliveries carried out counts twice.',
  },
  {
    id: 'import-goes-on-though-stopped',
    file: IMPORTING,
    find: 'if (!awaitsStep(before, step)) return;\n    write(',
    replace: 'write(',
    breaks: 'An import that a person stopped counts on.',
  },
  {
    id: 'import-cursor-stands-still',
    file: 'domain/platform/decide-import.ts',
    find: 'cursor: result.cursor,',
    replace: 'cursor: job.cursor,',
    breaks: 'An import never comes to its end.',
  },
  {
    id: 'settlement-without-the-invoice',
    file: 'domain/finance/parts/book-payment.ts',
    find: "settleInvoice(work, before, settlement, 'pay');",
    replace: '',
    breaks: 'A payment does not clear the invoice that it is for.',
  },
];
