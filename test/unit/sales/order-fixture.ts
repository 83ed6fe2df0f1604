/** Orders for tests: valid, with what a test says of them. */
import type { Order, OrderLine } from '../../../domain/sales/order.schema.ts';
import { toScaled } from '../../../shared/values/decimal.ts';

export const q = (text: string): number => toScaled(text);

export const lineOf = (line: Partial<OrderLine> = {}): OrderLine => ({
  lineId: 'line_1',
  productId: 'prd_1',
  sku: 'BIKE',
  name: 'Bicycle',
  kind: 'manufactured',
  unit: 'pc',
  quantity: q('10'),
  unitPrice: q('100'),
  netMinor: 100_000,
  taxCode: 'standard',
  ratePercent: q('19'),
  taxMinor: 19_000,
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
  ...line,
});

export function orderOf(order: Partial<Order> = {}): Order {
  const lines = order.lines ?? [lineOf()];
  const netMinor = lines.reduce((sum, line) => sum + line.netMinor, 0);
  const taxMinor = lines.reduce((sum, line) => sum + line.taxMinor, 0);
  return {
    id: 'ord_1',
    number: 'SO-2026-00001',
    state: 'confirmed',
    correlationId: 'cor_1',
    opportunityId: 'opp_1',
    winNumber: 1,
    name: 'Ten bicycles',
    accountId: 'acc_1',
    accountName: 'Velo GmbH',
    currency: 'EUR',
    placedOn: '2026-11-24',
    requiredOn: '2026-12-01',
    shippingPolicy: 'partial',
    invoicingPolicy: 'dispatched',
    paymentTermsDays: 30,
    taxTreatment: 'domestic',
    lines,
    netMinor,
    taxMinor,
    totalMinor: netMinor + taxMinor,
    quotedMinor: netMinor,
    billedMinor: 0,
    depositReceivedMinor: 0,
    depositAppliedMinor: 0,
    depositFreedMinor: 0,
    allocatedMinor: 0,
    creditedMinor: 0,
    refundedMinor: 0,
    ...order,
  };
}
