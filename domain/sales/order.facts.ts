/** What the events of an order say of it. Pure. */
import { fromScaled } from '../../shared/values/decimal.ts';
import { toMoney } from '../../shared/values/money.ts';
import { paidOf } from './order.progress.ts';
import type { LineQuantity } from './order.record.ts';
import type { Order } from './order.schema.ts';

export const idFacts = ({ id, number, accountId, opportunityId }: Order) => ({
  orderId: id,
  number,
  accountId,
  opportunityId,
});

export function confirmedFacts(order: Order) {
  const { currency, requiredOn, shippingPolicy } = order;
  return {
    ...idFacts(order),
    currency,
    requiredOn,
    shippingPolicy,
    lines: order.lines.map(({ lineId, productId, sku, kind, quantity }) => ({
      lineId,
      productId,
      sku,
      kind,
      quantity: fromScaled(quantity),
    })),
    net: toMoney(order.netMinor, currency),
    tax: toMoney(order.taxMinor, currency),
    total: toMoney(order.totalMinor, currency),
  };
}

export const heldFacts = (order: Order, creditLimitMinor: number, exposureMinor: number) => ({
  ...idFacts(order),
  reason: 'credit_limit' as const,
  total: toMoney(order.totalMinor, order.currency),
  creditLimit: toMoney(creditLimitMinor, order.currency),
  exposure: toMoney(exposureMinor, order.currency),
});

/** Quantities of lines as events carry them; lines of none are left out. */
export const quantityFacts = (order: Order, quantities: readonly LineQuantity[]) =>
  quantities.flatMap(({ lineId, quantity }) => {
    const line = order.lines.find((candidate) => candidate.lineId === lineId);
    if (line === undefined || quantity === 0) return [];
    return [{ lineId, productId: line.productId, sku: line.sku, quantity: fromScaled(quantity) }];
  });

export function settledFacts(order: Order, settledOn: string) {
  const money = (minor: number) => toMoney(minor, order.currency);
  const lines = order.lines.map((line) => ({
    ...line,
    kept: line.delivered - line.returned,
    revenueMinor: line.billedNetMinor - line.creditedNetMinor,
  }));
  return {
    ...idFacts(order),
    currency: order.currency,
    revenue: money(lines.reduce((sum, { revenueMinor }) => sum + revenueMinor, 0)),
    cost: money(lines.reduce((sum, { costMinor }) => sum + costMinor, 0)),
    paid: money(paidOf(order)),
    lines: lines.map(({ lineId, productId, sku, kept, revenueMinor, costMinor }) => ({
      lineId,
      productId,
      sku,
      quantity: fromScaled(Math.max(0, kept)),
      net: money(revenueMinor),
      cost: money(costMinor),
    })),
    settledOn,
  };
}
