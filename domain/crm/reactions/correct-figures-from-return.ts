import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import type { returnReceived } from '../../logistics/events.ts';
import { correctFigures } from '../correct-figures.ts';

/** Goods that come back take their cost with them. */
export async function correctFiguresFromReturn(
  context: Context,
  { data }: EventEnvelope<z.infer<typeof returnReceived.schema>>,
): Promise<void> {
  const returnedQuantity = data.lines.reduce((sum, { quantity }) => sum + toScaled(quantity), 0);
  await correctFigures(context, data.salesOrderId, { credits: {}, returns: { [data.returnId]: returnedQuantity } });
}
