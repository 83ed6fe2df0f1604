import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { nowAt, todayOn } from '../../../shared/values/time.ts';
import { consumeReservation } from '../../inventory/index.ts';
import { shipmentDispatched } from '../events.ts';
import { shipmentEntity } from '../shipment.entity.ts';
import {
  type DispatchInput,
  presentShipment,
  type ShipmentResource,
  shipmentFacts,
  shippedLine,
} from '../shipment.resource.ts';
import { shipmentStates } from '../shipment.states.ts';

/**
 * picked → dispatched. The goods leave the stock at cost, and cost of goods sold is posted, in this commit.
 * @throws Rejection 404, 409 in another state or where the reservation was released meanwhile
 */
export async function dispatchShipment(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ shipmentId: string }, unknown, DispatchInput>,
): Promise<ShipmentResource> {
  const { currency, timeZone } = await profileOf(context);
  const { clock } = context.deps;
  return commit(context, async (work) => {
    const shipment = await work.records.need(shipmentEntity, params.shipmentId);
    expectVersion(shipment, ifMatch);
    const state = transition(shipmentStates, 'dispatch', shipment.state);
    const out = await consumeReservation(work, {
      reservationId: shipment.reservationId,
      kind: 'dispatch',
      on: todayOn(clock, timeZone),
      source: { kind: 'shipment', id: shipment.id },
      memo: `Dispatch ${shipment.number}`,
      correlationId: shipment.correlationId,
      lines: shipment.lines.map(({ orderLineId, quantity }) => ({ lineId: orderLineId, quantity })),
    });
    const lines = shipment.lines.map((line, index) => ({ ...line, costMinor: out.lines[index]?.valueMinor ?? 0 }));
    const { carrier, trackingNumber } = body;
    const said = {
      ...(carrier === undefined ? {} : { carrier }),
      ...(trackingNumber === undefined ? {} : { trackingNumber }),
    };
    const changes = { state, here: undefined, lines, dispatchedAt: nowAt(clock), ...said };
    const dispatched = work.update(shipmentEntity, shipment, changes, 'dispatch');
    work.emit(shipmentDispatched, dispatched, {
      ...shipmentFacts(dispatched),
      lines: lines.map((line) => ({ ...shippedLine(line, line.quantity), cost: toMoney(line.costMinor, currency) })),
      ...said,
    });
    return presentShipment(dispatched, currency);
  });
}
