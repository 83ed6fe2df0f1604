import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { shipmentDelivered } from '../events.ts';
import { shipmentEntity } from '../shipment.entity.ts';
import {
  type DeliverInput,
  presentShipment,
  type ShipmentResource,
  shipmentFacts,
  shippedLine,
} from '../shipment.resource.ts';
import { shipmentStates } from '../shipment.states.ts';

/** dispatched → delivered, with who took the goods as proof. @throws Rejection 404, 409 in another state */
export async function deliverShipment(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ shipmentId: string }, unknown, DeliverInput>,
): Promise<ShipmentResource> {
  const { currency } = await profileOf(context);
  return commit(context, async (work) => {
    const shipment = await work.records.need(shipmentEntity, params.shipmentId);
    expectVersion(shipment, ifMatch);
    const state = transition(shipmentStates, 'deliver', shipment.state);
    const proof = body.receivedBy === undefined ? {} : { receivedBy: body.receivedBy };
    const changes = { state, deliveredAt: nowAt(context.deps.clock), ...proof };
    const delivered = work.update(shipmentEntity, shipment, changes, 'deliver');
    work.emit(shipmentDelivered, delivered, {
      ...shipmentFacts(delivered),
      lines: delivered.lines.map((line) => shippedLine(line, line.quantity)),
    });
    return presentShipment(delivered, currency);
  });
}
