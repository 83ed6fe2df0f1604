import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { productionPlanned } from '../../production/events.ts';
import { openReservation } from '../parts/open-reservation.ts';

type Planned = EventEnvelope<z.infer<typeof productionPlanned.schema>>;

/** A planned production order's components are reserved for the day it starts; what is short goes one level down. */
export const reserveComponents = (context: Context, { data, correlationId }: Planned): Promise<void> =>
  commit(context, (work) =>
    openReservation(work, {
      demand: { kind: 'production_order', id: data.productionOrderId },
      salesOrderId: data.salesOrderId,
      correlationId,
      neededOn: data.startOn,
      shippingPolicy: 'whole',
      lines: data.components,
    }),
  );
