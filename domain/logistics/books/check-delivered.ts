import { type Finding, findingOf, type Look } from '../../../shared/books.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { orderFor } from '../../sales/index.ts';
import { shipmentIdsOf } from '../queries/find-shipments.ts';
import { shipmentEntity } from '../shipment.entity.ts';

export async function checkDelivered({ context, subject }: Look): Promise<Finding> {
  const [order, ids] = await Promise.all([orderFor(context, subject), shipmentIdsOf(context, subject)]);
  if (order === undefined) return findingOf([`order ${subject} is gone`]);
  const shipments = await context.records.getMany(shipmentEntity, ids);
  const left = shipments
    .filter(({ state }) => state === 'dispatched' || state === 'delivered')
    .flatMap(({ lines }) => lines);
  return findingOf(
    order.lines
      .filter(({ kind }) => kind !== 'service')
      .flatMap(({ lineId, sku, delivered, returned }) => {
        const parts = left.filter(({ orderLineId }) => orderLineId === lineId);
        const rows: [what: string, told: number, known: number][] = [
          ['delivered', delivered, parts.reduce((sum, { quantity }) => sum + quantity, 0)],
          ['returned', returned, parts.reduce((sum, part) => sum + part.returned, 0)],
        ];
        return rows
          .filter(([, known, shipped]) => known !== shipped)
          .map(
            ([what, known, shipped]) =>
              `order ${order.number} ${sku}: ${what} ${fromScaled(known)}, by shipments ${fromScaled(shipped)}`,
          );
      }),
  );
}
