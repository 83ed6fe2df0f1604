import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { orderConfirmed } from '../../sales/events.ts';
import { openReservation } from '../parts/open-reservation.ts';

type Confirmed = EventEnvelope<z.infer<typeof orderConfirmed.schema>>;

/** A confirmed order's stocked lines are reserved; what is short is said, by line. */
export const reserveOrder = (context: Context, { data, correlationId }: Confirmed): Promise<void> =>
  commit(context, (work) =>
    openReservation(work, {
      demand: { kind: 'sales_order', id: data.orderId },
      salesOrderId: data.orderId,
      correlationId,
      neededOn: data.requiredOn,
      shippingPolicy: data.shippingPolicy,
      lines: data.lines,
    }),
  );
