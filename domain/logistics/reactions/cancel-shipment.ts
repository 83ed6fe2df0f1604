import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { canTransition, transition } from '../../../shared/states.ts';
import { chunksOf, commitInSteps } from '../../../shared/table/commit-in-steps.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import type { reservationReleased } from '../../inventory/events.ts';
import { shipmentCancelled } from '../events.ts';
import { shipmentIdsOf } from '../queries/find-shipments.ts';
import { shipmentEntity } from '../shipment.entity.ts';
import { shipmentFacts } from '../shipment.resource.ts';
import { shipmentStates } from '../shipment.states.ts';

type Released = EventEnvelope<z.infer<typeof reservationReleased.schema>>;

/** Record, audit entry and event each. */
const SHIPMENTS_MAX = 20;

/**
 * Shipments that have not left are cancelled with their order, or with the rest of it. None is drafted any more once
 * the reservation is released, since drafting holds the reservation. Many are cancelled in steps, each safe to repeat.
 */
export async function cancelShipment(context: Context, { data }: Released): Promise<void> {
  const { demand } = data;
  // It needs no marker: the event says so whenever it is delivered.
  if (demand.kind !== 'sales_order') return;
  const ids = await shipmentIdsOf(context, demand.id);
  await commitInSteps(context, chunksOf(ids, SHIPMENTS_MAX), cancelAll);
}

async function cancelAll(work: Work, ids: readonly string[]): Promise<void> {
  for (const shipment of await work.records.getMany(shipmentEntity, ids)) {
    if (!canTransition(shipmentStates, 'cancel', shipment.state)) continue;
    const state = transition(shipmentStates, 'cancel', shipment.state);
    const cancelled = work.update(shipmentEntity, shipment, { state, here: undefined }, 'cancel');
    work.emit(shipmentCancelled, cancelled, shipmentFacts(cancelled));
  }
}
