import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import { nextDocumentNumber } from '../../../shared/document-number.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { NotYet } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { derivedId } from '../../../shared/values/ids.ts';
import type { stockReserved } from '../../inventory/events.ts';
import { holdReservation, type ReservationFacts } from '../../inventory/index.ts';
import { type Order, orderFor } from '../../sales/index.ts';
import { shipmentDrafted } from '../events.ts';
import { newestShipmentsOf } from '../queries/find-shipments.ts';
import { orderShipmentEntity, shipmentEntity } from '../shipment.entity.ts';
import { shipmentFacts, shippedLine } from '../shipment.resource.ts';
import type { Shipment, ShipmentLine } from '../shipment.schema.ts';

type Reserved = EventEnvelope<z.infer<typeof stockReserved.schema>>;

/** A dispatch writes the stock of each line: more lines go into further shipments. */
const LINES_MAX = 40;

/**
 * What a customer waits for and stock now holds goes into a shipment: each line when it can, or, where the order ships
 * whole, all of them at once. A large order is reserved in steps; what these name goes together as far as a shipment holds
 * it and nobody has picked it yet, so that the order is not cut into as many deliveries and invoices. Nothing where the
 * order was cancelled meanwhile.
 */
export async function draftShipment(context: Context, event: Reserved): Promise<void> {
  const { data } = event;
  // Neither needs a marker: the event says so whenever it is delivered.
  if (data.demand.kind !== 'sales_order') return;
  if (data.shippingPolicy === 'whole' && !data.complete) return;
  const on = await todayOf(context);
  await commit(context, async (work) => {
    const [reservation, order] = await Promise.all([
      holdReservation(work, data.reservationId),
      orderFor(work.context, data.demand.id),
    ]);
    if (reservation?.state !== 'open') return;
    if (order === undefined) throw new NotYet(`The order ${data.demand.id} is not there yet`);
    const lines = shippableLines(event, reservation, order);
    const joined = data.inSteps ? await joinDraft(work, order.id, lines) : 0;
    for (let start = joined; start < lines.length; start += LINES_MAX) {
      const id = derivedId('shp', reservation.id, event.id, String(start));
      await addShipment(work, { id, order, reservation, on }, lines.slice(start, start + LINES_MAX));
    }
  });
}

/** Puts lines into the order's newest draft as far as it has room, and answers with how many. */
async function joinDraft(work: Work, orderId: string, lines: readonly ShipmentLine[]): Promise<number> {
  const shipments = await newestShipmentsOf(work, orderId);
  const draft = shipments.find(({ state, lines: { length } }) => state === 'draft' && length < LINES_MAX);
  if (draft === undefined) return 0;
  const added = lines.slice(0, LINES_MAX - draft.lines.length);
  const shipment = work.update(shipmentEntity, draft, { lines: [...draft.lines, ...added] }, 'draft');
  sayDrafted(work, shipment, added);
  return added.length;
}

/** The lines that became whole with the event; of an order that ships whole, all that its reservation holds. */
function shippableLines({ data }: Reserved, reservation: ReservationFacts, order: Order): ShipmentLine[] {
  const wanted =
    data.shippingPolicy === 'partial'
      ? data.lines.map((line) => ({ ...line, quantity: toScaled(line.quantity) }))
      : reservation.lines.map((line) => ({ ...line, quantity: line.reserved - line.consumed }));
  return wanted
    .filter(({ quantity }) => quantity > 0)
    .map(({ lineId, productId, sku, quantity }) => ({
      orderLineId: lineId,
      productId,
      sku,
      name: order.lines.find((line) => line.lineId === lineId)?.name ?? sku,
      quantity,
      costMinor: 0,
      returned: 0,
      returnedCostMinor: 0,
    }));
}

type Facts = {
  readonly id: string;
  readonly order: Order;
  readonly reservation: ReservationFacts;
  readonly on: string;
};

async function addShipment(work: Work, { id, order, reservation, on }: Facts, lines: ShipmentLine[]): Promise<void> {
  const shipment = work.create(shipmentEntity, {
    id,
    number: await nextDocumentNumber(work, 'DN', on),
    state: 'draft',
    here: 'here',
    correlationId: reservation.correlationId,
    salesOrderId: order.id,
    orderNumber: order.number,
    accountId: order.accountId,
    accountName: order.accountName,
    reservationId: reservation.id,
    lines,
  });
  work.create(orderShipmentEntity, { salesOrderId: order.id, shipmentId: id });
  sayDrafted(work, shipment, lines);
}

function sayDrafted(work: Work, shipment: Stored<Shipment>, lines: readonly ShipmentLine[]): void {
  work.emit(shipmentDrafted, shipment, {
    ...shipmentFacts(shipment),
    lines: lines.map((line) => shippedLine(line, line.quantity)),
  });
}
