import type { Context } from '../../../shared/context.ts';
import { nextDocumentNumber } from '../../../shared/document-number.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { expectFound, notFound } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf, todayOf } from '../../../shared/tenancy.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { expectWhole, productsById } from '../../catalog/index.ts';
import { needLocationId, receiveStock } from '../../inventory/index.ts';
import { decideReturn, isSame, type ReturnedLine, type ShipmentReturn } from '../decide-return.ts';
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
 * @throws Rejection 404; `unknown_location`, `not_dispatched`, `exceeds_dispatched`, `whole_number`,
 * `too_many_shipments` with the pointer
 */
export async function receiveReturn(
  context: Context,
  { body }: RouteInput<unknown, unknown, ReturnInput>,
): Promise<ReturnAnswer> {
  const [{ currency }, on] = await Promise.all([profileOf(context), todayOf(context)]);
  return commit(context, async (work) => {
    const [locationId, shipments] = await Promise.all([
      body.location === undefined ? undefined : needLocationId(work.context, body.location, '/location'),
      shipmentsOf(work, body),
    ]);
    const asked = body.lines.map(({ sku, orderLineId, quantity }) => ({
      sku,
      orderLineId,
      quantity: toScaled(quantity),
    }));
    await expectWholeUnits(work, shipments, asked);
    const parts = decideReturn(shipments, asked);
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

/** @throws Rejection `whole_number` with the pointer of the line (S12) */
async function expectWholeUnits(
  work: Work,
  shipments: readonly Shipment[],
  asked: readonly ReturnedLine[],
): Promise<void> {
  const dispatched = shipments.flatMap(({ lines }) => lines);
  const productIds = asked.map((line) => dispatched.find((candidate) => isSame(candidate, line))?.productId ?? '');
  const products = await productsById(
    work.context,
    productIds.filter((id) => id !== ''),
  );
  for (const [index, { quantity }] of asked.entries()) {
    const product = products.get(productIds[index] ?? '');
    if (product !== undefined) expectWhole(product, quantity, `/lines/${index}/quantity`);
  }
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
