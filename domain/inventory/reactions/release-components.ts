import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { productionCancelled } from '../../production/events.ts';
import { releaseReservation } from '../parts/open-reservation.ts';

type Cancelled = EventEnvelope<z.infer<typeof productionCancelled.schema>>;

/** A cancelled production order lets go of its components, and so on down every level. */
export const releaseComponents = (context: Context, { data, correlationId, time }: Cancelled): Promise<void> =>
  commit(context, (work) =>
    releaseReservation(work, {
      demand: { kind: 'production_order', id: data.productionOrderId },
      salesOrderId: data.salesOrderId,
      correlationId,
      on: time.slice(0, 10),
    }),
  );
