import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { releaseReservation } from '../parts/open-reservation.ts';

type Gone = EventEnvelope<{ readonly orderId: string }>;

/** A cancelled order, or the rest of a closed one, lets go of what it holds and of its place in the queues. */
export const releaseOrder = (context: Context, { data, correlationId, time }: Gone): Promise<void> =>
  commit(context, (work) =>
    releaseReservation(work, {
      demand: { kind: 'sales_order', id: data.orderId },
      salesOrderId: data.orderId,
      correlationId,
      on: time.slice(0, 10),
    }),
  );
