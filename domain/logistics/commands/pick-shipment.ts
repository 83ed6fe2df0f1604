import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { shipmentPicked } from '../events.ts';
import { shipmentEntity } from '../shipment.entity.ts';
import { presentShipment, type ShipmentResource, shipmentFacts } from '../shipment.resource.ts';
import { shipmentStates } from '../shipment.states.ts';

/** draft → picked. @throws Rejection 404, 409 in another state */
export async function pickShipment(
  context: Context,
  { params, ifMatch }: RouteInput<{ shipmentId: string }>,
): Promise<ShipmentResource> {
  const { currency } = await profileOf(context);
  return commit(context, async (work) => {
    const shipment = await work.records.need(shipmentEntity, params.shipmentId);
    expectVersion(shipment, ifMatch);
    const state = transition(shipmentStates, 'pick', shipment.state);
    const picked = work.update(shipmentEntity, shipment, { state, pickedAt: nowAt(context.deps.clock) }, 'pick');
    work.emit(shipmentPicked, picked, shipmentFacts(picked));
    return presentShipment(picked, currency);
  });
}
