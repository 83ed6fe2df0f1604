/** The order that follows from a won opportunity: pure, from facts. */
import type { z } from 'zod';
import { reject } from '../../shared/rejection.ts';
import { toScaled } from '../../shared/values/decimal.ts';
import { extend, minorOf, parseUnitPrice } from '../../shared/values/money.ts';
import type { Product } from '../catalog/index.ts';
import type { opportunityWon } from '../crm/events.ts';
import type { Account } from '../crm/index.ts';
import { type TaxRates, taxOn } from '../finance/index.ts';
import type { Order, OrderLine } from './order.schema.ts';

type Won = z.infer<typeof opportunityWon.schema>;
type WonLine = Won['lines'][number];

export type NewOrderFacts = {
  readonly id: string;
  readonly number: string;
  readonly correlationId: string;
  readonly won: Won;
  readonly account: Account;
  readonly products: ReadonlyMap<string, Product>;
  readonly rates: TaxRates;
  readonly placedOn: string;
  /** What the account's confirmed orders have open, in minor units. */
  readonly exposureMinor: number;
};

/**
 * Prices, rates and tax are fixed here, rounded per line half away from zero; totals are the sums of the lines. The
 * order is held where it would take the account past its credit limit, else confirmed (O5).
 * @throws Rejection `catalog.product.not_found` where a line's product is gone
 */
export function newOrder(facts: NewOrderFacts): Order {
  const { id, number, correlationId, won, account, placedOn } = facts;
  const lines = won.lines.map((line) => newLine(line, facts));
  const netMinor = lines.reduce((sum, line) => sum + line.netMinor, 0);
  const taxMinor = lines.reduce((sum, line) => sum + line.taxMinor, 0);
  const totalMinor = netMinor + taxMinor;
  const isHeld = passesLimit(totalMinor, facts.exposureMinor, account.creditLimitMinor);
  return {
    id,
    number,
    state: isHeld ? 'held' : 'confirmed',
    ...(isHeld ? { holdReason: 'credit_limit' as const } : {}),
    correlationId,
    opportunityId: won.opportunityId,
    winNumber: won.winNumber,
    name: won.name,
    accountId: account.id,
    accountName: account.name,
    ...(account.ownerId === undefined ? {} : { ownerId: account.ownerId }),
    currency: won.currency,
    placedOn,
    requiredOn: won.requiredOn ?? placedOn,
    shippingPolicy: account.shippingPolicy,
    invoicingPolicy: account.invoicingPolicy,
    paymentTermsDays: account.paymentTermsDays,
    taxTreatment: account.taxTreatment,
    lines,
    netMinor,
    taxMinor,
    totalMinor,
    quotedMinor: minorOf(won.quotedAmount),
    billedMinor: 0,
    depositReceivedMinor: 0,
    depositAppliedMinor: 0,
    depositFreedMinor: 0,
    allocatedMinor: 0,
    creditedMinor: 0,
    refundedMinor: 0,
  };
}

/** A limit of null is no limit; an order of no money never passes one. */
export const passesLimit = (totalMinor: number, exposureMinor: number, limitMinor: number | null): boolean =>
  limitMinor !== null && totalMinor > 0 && exposureMinor + totalMinor > limitMinor;

function newLine(line: WonLine, { won, account, products, rates }: NewOrderFacts): OrderLine {
  const product = products.get(line.productId);
  if (product === undefined) throw reject('not_found', 'catalog.product.not_found', `No such product: ${line.sku}.`);
  const quantity = toScaled(line.quantity);
  const unitPrice = parseUnitPrice(line.unitPrice.amount);
  const netMinor = extend(quantity, unitPrice, won.currency);
  const tax = taxOn(rates, { taxCode: product.taxCode, treatment: account.taxTreatment }, netMinor);
  return {
    lineId: line.lineId,
    productId: line.productId,
    sku: product.sku,
    name: product.name,
    kind: product.kind,
    unit: product.unit,
    quantity,
    unitPrice,
    netMinor,
    taxCode: tax.taxCode,
    ratePercent: tax.ratePercent,
    taxMinor: tax.taxMinor,
    ...(tax.legend === undefined ? {} : { legend: tax.legend }),
    ...(line.quotedUnitCost === undefined ? {} : { quotedUnitCost: parseUnitPrice(line.quotedUnitCost.amount) }),
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
  };
}
