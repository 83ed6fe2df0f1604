import type { Context } from '../../../shared/context.ts';
import { nextDocumentNumber } from '../../../shared/document-number.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { expectFound, notFound } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { todayOn } from '../../../shared/values/time.ts';
import { needLocationId, receiveStock } from '../../inventory/index.ts';
import { decideReturn, type ShipmentReturn } from '../decide-return.ts';
import { returnReceived } from '../events.ts';
import { newestShipmentsOf } from '../queries/find-shipments.ts';
import { returnEntity } from '../return.entity.ts';
import { presentReturn, type ReturnAnswer, type ReturnInput } from '../return.resource.ts';
import type { Return } from '../return.schema.ts';
import { shipmentEntity } from '../shipment.entity.ts';
import { shippedLine } from '../shipment.resource.ts';
import type { Shipment } from '../shipment.schema.ts';

/**
 * Goods came back: into stock at the cost at which they left, with one return for each shipment they are of.
 * @throws Rejection 404; `unknown_location`, `not_dispatched`, `exceeds_dispatched`, `too_many_shipments` with the pointer
 */
export async function receiveReturn(
  context: Context,
  { body }: RouteInput<unknown, unknown, ReturnInput>,
): Promise<ReturnAnswer> {
  const { currency, timeZone } = await profileOf(context);
  const on = todayOn(context.deps.clock, timeZone);
  return commit(context, async (work) => {
    const locationId =
      body.location === undefined ? undefined : await needLocationId(work.context, body.location, '/location');
    const shipments = await shipmentsOf(work, body);
    const parts = decideReturn(
      shipments,
      body.lines.map(({ sku, orderLineId, quantity }) => ({ sku, orderLineId, quantity: toScaled(quantity) })),
    );
    const received: Stored<Return>[] = [];
    for (const part of parts) {
      received.push(await receivePart(work, part, { locationId, on, reason: body.reason, currency }));
    }
    const [first, ...further] = received.map((record) => presentReturn(record, currency));
    if (first === undefined) throw notFound('logistics.shipment');
    return { ...first, further };
  });
}

async function shipmentsOf(work: Work, { shipmentId, salesOrderId }: ReturnInput): Promise<Stored<Shipment>[]> {
  if (shipmentId !== undefined)
    return [expectFound(await work.records.get(shipmentEntity, shipmentId), shipmentEntity.name, '/shipmentId')];
  const shipments = salesOrderId === undefined ? [] : await newestShipmentsOf(work, salesOrderId);
  expectFound(shipments[0], 'sales.order', '/salesOrderId');
  return shipments;
}

type Facts = {
  readonly locationId: string | undefined;
  readonly on: string;
  readonly reason: string;
  readonly currency: string;
};

async function receivePart(
  work: Work,
  { shipment, lines, returned }: ShipmentReturn<Stored<Shipment>>,
  { locationId, on, reason, currency }: Facts,
): Promise<Stored<Return>> {
  const id = work.context.deps.ids.next('ret');
  const number = await nextDocumentNumber(work, 'RET', on);
  const { entryId } = await receiveStock(work, {
    kind: 'return',
    on,
    source: { kind: 'return', id },
    memo: `Return ${number} of ${shipment.number}`,
    correlationId: shipment.correlationId,
    lines: returned.map(({ productId, quantity, costMinor }) => ({
      productId,
      locationId,
      quantity,
      valueMinor: costMinor,
    })),
  });
  work.update(shipmentEntity, shipment, { lines: [...lines] }, 'return');
  const record = work.create(returnEntity, {
    id,
    number,
    correlationId: shipment.correlationId,
    salesOrderId: shipment.salesOrderId,
    shipmentId: shipment.id,
    shipmentNumber: shipment.number,
    accountId: shipment.accountId,
    receivedOn: on,
    reason,
    lines: returned.map(({ orderLineId, productId, sku, quantity, costMinor }) => ({
      orderLineId,
      productId,
      sku,
      quantity,
      costMinor,
    })),
    stockEntryId: entryId,
  });
  work.emit(returnReceived, record, {
    returnId: id,
    number,
    salesOrderId: shipment.salesOrderId,
    shipmentId: shipment.id,
    lines: returned.map((line) => ({
      ...shippedLine(line, line.quantity),
      cost: toMoney(line.costMinor, currency),
    })),
    reason,
  });
  return record;
}
