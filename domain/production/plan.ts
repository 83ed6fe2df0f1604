/** The part of a commit that plans production orders: reads the structure, decides, writes, says so. */
import { nextDocumentNumber } from '../../shared/document-number.ts';
import type { Peg } from '../../shared/pegs.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { profileOf, todayOf } from '../../shared/tenancy.ts';
import { fromScaled } from '../../shared/values/decimal.ts';
import { bomOf, type EffectiveBom, type Product, productsById } from '../catalog/index.ts';
import { datesOf, orderQuantity, type StructureFacts, structureFor } from './decide-plan.ts';
import { productionBlocked, productionPlanned, productionReadied } from './events.ts';
import { productionOrderEntity } from './order.entity.ts';
import type { ProductionOrder } from './order.schema.ts';
import { plannedUnitCosts } from './queries/planned-unit-costs.ts';
import { saveSurplus } from './supply.ts';

/** The bill of material in force on a day with everything that planning an order from it needs. */
export async function structureFactsOf(work: Work, productId: string, on: string): Promise<StructureFacts> {
  const [{ currency }, bom] = await Promise.all([profileOf(work.context), bomOf(work.context, productId, on)]);
  const products = await componentsOf(work, bom);
  const unitCosts =
    products.size === 0 ? new Map<string, number>() : await plannedUnitCosts(work.context, products, on);
  return { bom, unitCosts, currency };
}

const componentsOf = async (work: Work, bom: EffectiveBom | undefined): Promise<ReadonlyMap<string, Product>> =>
  bom === undefined
    ? new Map()
    : productsById(
        work.context,
        bom.components.map(({ productId }) => productId),
      );

export type OrderWanted = {
  readonly id: string;
  readonly product: Product;
  /** Scaled; rounded up for whole-unit products. */
  readonly quantity: number;
  readonly neededOn: string;
  readonly pegs: Peg[];
  readonly byHand: boolean;
  readonly salesOrderId?: string | undefined;
  readonly correlationId: string;
};

/**
 * Adds a planned order and says what components it needs, or what blocks it. 4 actions,
 * one more each where it is ready at once or has a surplus.
 */
export async function addOrder(work: Work, wanted: OrderWanted): Promise<Stored<ProductionOrder>> {
  const { id, product, pegs, byHand, salesOrderId, correlationId } = wanted;
  const today = await todayOf(work.context);
  const dates = datesOf(wanted.neededOn, product.leadDays, today);
  const [facts, number] = await Promise.all([
    structureFactsOf(work, product.id, dates.startOn),
    nextDocumentNumber(work, 'MO', today),
  ]);
  const quantity = orderQuantity(wanted.quantity, product);
  const order = work.create(
    productionOrderEntity,
    {
      ...structureFor(quantity, facts),
      ...dates,
      id,
      number,
      correlationId,
      productId: product.id,
      sku: product.sku,
      name: product.name,
      unit: product.unit,
      wholeUnits: product.wholeUnits,
      quantity,
      produced: 0,
      scrapped: 0,
      byHand,
      ...(salesOrderId === undefined ? {} : { salesOrderId }),
      pegs,
      currency: facts.currency,
      materialMinor: 0,
      conversionMinor: 0,
      outputMinor: 0,
      varianceMinor: 0,
    },
    'plan',
  );
  await saveSurplus(work, order, undefined);
  sayPlanned(work, order);
  return order;
}

export function sayPlanned(work: Work, order: Stored<ProductionOrder>): void {
  const quantity = fromScaled(order.quantity);
  if (order.blocked !== undefined) {
    work.emit(productionBlocked, order, { ...orderFacts(order), quantity, reason: order.blocked });
    return;
  }
  work.emit(productionPlanned, order, {
    ...orderFacts(order),
    quantity,
    startOn: order.startOn,
    dueOn: order.dueOn,
    components: order.components.map((component) => ({
      lineId: component.lineId,
      productId: component.productId,
      sku: component.sku,
      kind: component.kind,
      quantity: fromScaled(component.quantity),
    })),
  });
  if (order.state === 'ready') work.emit(productionReadied, order, orderFacts(order));
}

/** What every event of a production order says of it. */
export const orderFacts = ({ id, number, productId, sku, salesOrderId, pegs: [peg] }: ProductionOrder) => ({
  productionOrderId: id,
  number,
  productId,
  sku,
  ...(salesOrderId === undefined ? {} : { salesOrderId }),
  ...(peg === undefined ? {} : { peg: { reservationId: peg.reservationId, lineId: peg.lineId } }),
});
