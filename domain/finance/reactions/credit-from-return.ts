import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { NotYet } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { fromScaled, toScaled } from '../../../shared/values/decimal.ts';
import { derivedId } from '../../../shared/values/ids.ts';
import type { returnReceived } from '../../logistics/events.ts';
import { addQuantities, type BillableLine, withhold } from '../billing.ts';
import { creditForReturn } from '../credit.ts';
import { invoiceWithheld } from '../events.ts';
import { invoice, invoiceIdFor } from '../invoice.entity.ts';
import type { Invoice } from '../invoice.schema.ts';
import { billingOf, saveBilling } from '../parts/billing-record.ts';
import { issueCreditNote } from '../parts/issue-credit-note.ts';
import { orderOf } from './invoice-from-shipment.ts';

type Returned = EventEnvelope<z.infer<typeof returnReceived.schema>>;

/**
 * Credits the invoice of the shipment that came back. Where the account is billed on delivery and the goods came back
 * before, there is no invoice to credit: they are taken out of what the delivery will bill. Which of the two happens
 * depends on what finance learned first; the books come to the same.
 */
export async function creditFromReturn(context: Context, event: Returned): Promise<void> {
  const { data } = event;
  const returned = data.lines.map(({ orderLineId, quantity }) => ({ orderLineId, quantity: toScaled(quantity) }));
  await commit(context, async (work) => {
    const order = await orderOf(work, data.salesOrderId);
    const billed = await work.records.get(invoice, invoiceIdFor(context.tenantId, data.shipmentId));
    if (billed !== undefined) {
      await creditInvoiceOf(work, billed, event, returned);
      return;
    }
    const state = await billingOf(work, order);
    const waiting = state.awaiting[data.shipmentId];
    if (waiting === undefined) throw new NotYet(`Shipment ${data.shipmentId} is not billed yet`);
    const { awaiting, taken } = withhold(waiting, returned);
    await saveBilling(work, order, state, {
      awaiting: { ...state.awaiting, [data.shipmentId]: awaiting },
      withheld: addQuantities(state.withheld, taken),
    });
    emitWithheld(work, event, taken, 'not_billed');
  });
}

async function creditInvoiceOf(
  work: Work,
  billed: Stored<Invoice>,
  event: Returned,
  returned: readonly BillableLine[],
): Promise<void> {
  const { data } = event;
  const { lines, uncredited } = creditForReturn(billed, returned);
  if (lines.length > 0) {
    const id = derivedId('crn', work.context.tenantId, data.returnId);
    await issueCreditNote(work, billed, { id, lines, reason: data.reason, returnId: data.returnId });
  }
  emitWithheld(work, event, uncredited, 'nothing_to_credit');
}

/** Tells sales which returned goods no credit note will follow for. The return is the subject: it caused this. */
function emitWithheld(
  work: Work,
  { data, sequence }: Returned,
  lines: readonly BillableLine[],
  because: z.infer<typeof invoiceWithheld.schema>['because'],
): void {
  const withheld = lines.filter(({ quantity }) => quantity > 0);
  if (withheld.length === 0) return;
  work.emit(
    invoiceWithheld,
    { id: data.returnId, version: sequence, correlationId: work.context.correlationId },
    {
      salesOrderId: data.salesOrderId,
      returnId: data.returnId,
      because,
      lines: withheld.map(({ orderLineId, quantity }) => ({ orderLineId, quantity: fromScaled(quantity) })),
    },
  );
}
