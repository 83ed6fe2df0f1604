/** A tenant in which inventory and logistics react; orders are put into sales' book by the test, and confirmed by it. */
import { inventoryModule } from '../../../domain/inventory/module.ts';
import { logisticsModule } from '../../../domain/logistics/module.ts';
import { order } from '../../../domain/sales/order.entity.ts';
import type { Order } from '../../../domain/sales/order.schema.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { type Line, openStockRoom, orderIdOf, type StockRoom } from '../inventory/stock-room.ts';

export type Shipment = {
  id: string;
  number: string;
  state: string;
  version: number;
  lines: { orderLineId: string; sku: string; quantity: string; cost: { amount: string } | null; returned: string }[];
};
export type DispatchBay = StockRoom & {
  /** Puts an order into sales' book and confirms it; answers with its id. */
  order(name: string, lines: readonly Line[], shippingPolicy?: 'partial' | 'whole'): Promise<string>;
  /** The order's shipments, oldest first. */
  shipments(orderId: string): Promise<Shipment[]>;
  /** Picks and dispatches every shipment of the order that has not left. */
  sendOut(orderId: string): Promise<void>;
};

export async function openDispatchBay(seed = 'bay'): Promise<DispatchBay> {
  const room = await openStockRoom(seed, [inventoryModule, logisticsModule]);
  const shipments = async (orderId: string): Promise<Shipment[]> =>
    (await room.tenant.get(`/logistics/shipments?salesOrderId=${orderId}`)).body.data.reverse();
  return {
    ...room,
    shipments,
    order: async (name, lines, shippingPolicy = 'partial') => {
      const id = orderIdOf(name);
      await commit(room.tenant.context(), async (work) => {
        work.create(order, orderRecord(room, id, name, lines, shippingPolicy));
      });
      await room.confirm(id, lines, { shippingPolicy });
      return id;
    },
    sendOut: async (orderId) => {
      for (const { id, state } of await shipments(orderId)) {
        if (state === 'draft') await room.tenant.post(`/logistics/shipments/${id}/pick`);
        if (state === 'draft' || state === 'picked') await room.tenant.post(`/logistics/shipments/${id}/dispatch`, {});
      }
    },
  };
}

function orderRecord(
  room: StockRoom,
  id: string,
  name: string,
  lines: readonly Line[],
  shippingPolicy: 'partial' | 'whole',
): Order {
  return {
    id,
    number: `SO-2026-${name}`,
    state: 'confirmed',
    correlationId: `loop-of-${id}`,
    opportunityId: `opp-${name}`,
    winNumber: 1,
    name,
    accountId: 'acc',
    accountName: 'Corner Cycles',
    currency: 'EUR',
    placedOn: '2026-03-02',
    requiredOn: '2026-04-01',
    shippingPolicy,
    invoicingPolicy: 'dispatched',
    paymentTermsDays: 30,
    taxTreatment: 'domestic',
    lines: lines.map(([sku, quantity], index) => ({
      lineId: `${index + 1}`,
      productId: room.products.get(sku) ?? '',
      sku,
      name: `The ${sku}`,
      kind: 'purchased',
      unit: 'EA',
      quantity: toScaled(quantity),
      unitPrice: 0,
      netMinor: 0,
      taxCode: 'standard',
      ratePercent: 0,
      taxMinor: 0,
      supply: 'waiting',
      short: 0,
      produced: 0,
      delivered: 0,
      arrived: 0,
      returned: 0,
      billed: 0,
      withheld: 0,
      credited: 0,
      returnCredited: 0,
      billedNetMinor: 0,
      creditedNetMinor: 0,
      costMinor: 0,
    })),
    netMinor: 0,
    taxMinor: 0,
    totalMinor: 0,
    quotedMinor: 0,
    billedMinor: 0,
    depositReceivedMinor: 0,
    depositAppliedMinor: 0,
    depositFreedMinor: 0,
    allocatedMinor: 0,
    creditedMinor: 0,
    refundedMinor: 0,
  };
}
