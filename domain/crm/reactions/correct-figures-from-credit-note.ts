import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { minorOf } from '../../../shared/values/money.ts';
import type { creditNoteIssued } from '../../finance/events.ts';
import { correctFigures } from '../correct-figures.ts';

/** A credit note lowers the account's lifetime value and the opportunity's margin. */
export async function correctFiguresFromCreditNote(
  context: Context,
  { data }: EventEnvelope<z.infer<typeof creditNoteIssued.schema>>,
): Promise<void> {
  const creditedMinor = data.lines.reduce((sum, { net }) => sum + minorOf(net), 0);
  await correctFigures(context, data.salesOrderId, { credits: { [data.creditNoteId]: creditedMinor }, returns: {} });
}
