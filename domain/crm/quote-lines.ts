/** Turns the lines that a person or a row names into quoted lines: product, price, net and the cost as known now. */
import type { Context } from '../../shared/context.ts';
import { readUnitPrice } from '../../shared/http/read-money.ts';
import { rejectField } from '../../shared/rejection.ts';
import { profileOf } from '../../shared/tenancy.ts';
import { toScaled } from '../../shared/values/decimal.ts';
import { extend } from '../../shared/values/money.ts';
import { todayOn } from '../../shared/values/time.ts';
import { resolveLines } from '../catalog/index.ts';
import { estimateCosts } from '../production/index.ts';
import type { LineInput } from './opportunity.resource.ts';
import type { OpportunityLine } from './opportunity.schema.ts';

/** So much that 300 lines still add up within the safe integers. */
const LINE_NET_MINOR_MAX = 10_000_000_000_000;

/**
 * Quotes lines on today's list prices and costs. A snapshot: later changes of price or cost do not touch the quote.
 * @throws Rejection at the line: `unknown_sku`, `inactive_product`, `not_saleable`, `whole_number`,
 * `currency_mismatch`, `amount_too_large`
 */
export async function quoteLines(context: Context, lines: readonly LineInput[]): Promise<OpportunityLine[]> {
  const { currency, timeZone } = await profileOf(context);
  const wanted = lines.map(({ sku, quantity, unitPrice }, index) => ({
    sku,
    quantity: toScaled(quantity),
    price: unitPrice === undefined ? undefined : readUnitPrice(unitPrice, currency, `/lines/${index}/unitPrice`),
  }));
  const resolved = await resolveLines(context, wanted, '/lines');
  const quoted = resolved.map(({ product, quantity, price }, index) => {
    if (!product.saleable) {
      throw rejectField(`/lines/${index}/sku`, 'not_saleable', `The product "${product.sku}" is not for sale.`);
    }
    const unitPrice = price ?? product.listPrice;
    const netMinor = netOf(quantity, unitPrice, currency, `/lines/${index}/quantity`);
    const { id: productId, sku, name } = product;
    return { lineId: context.deps.ids.next('oln'), productId, sku, name, quantity, unitPrice, netMinor };
  });
  const productIds = [...new Set(quoted.map(({ productId }) => productId))];
  const costs = await estimateCosts(context, productIds, todayOn(context.deps.clock, timeZone));
  return quoted.map((line) => {
    const cost = costs.get(line.productId);
    return cost === undefined ? line : { ...line, quotedUnitCost: cost.total };
  });
}

function netOf(quantity: number, unitPrice: number, currency: string, pointer: string): number {
  const roughly = (quantity / 1_000_000) * (unitPrice / 1_000_000);
  const net = roughly < LINE_NET_MINOR_MAX ? extend(quantity, unitPrice, currency) : Number.POSITIVE_INFINITY;
  if (net <= LINE_NET_MINOR_MAX) return net;
  throw rejectField(pointer, 'amount_too_large', 'Quantity times price is more than an order can hold.');
}
