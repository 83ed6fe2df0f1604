/** Planning of a production order, without reads or writes. Quantities, minutes and rates scaled, money minor units. */
import { mulDiv, roundUpTo, SCALE, type Scaled, scaled } from '../../shared/values/decimal.ts';
import { extend } from '../../shared/values/money.ts';
import { addDays } from '../../shared/values/time.ts';
import type { EffectiveBom, Product } from '../catalog/index.ts';
import type { BlockedReason, Component, Operation, ProductionOrder } from './order.schema.ts';
import { timeCost } from './roll-up.ts';

/** One commit issues all components of an order, and each writes the stock of its product. */
export const COMPONENTS_MAX = 80;

type Structure = Pick<
  ProductionOrder,
  | 'blocked'
  | 'bomId'
  | 'bomRevision'
  | 'components'
  | 'operations'
  | 'plannedMaterialMinor'
  | 'plannedConversionMinor'
  | 'state'
>;

export type StructureFacts = {
  readonly bom: EffectiveBom | undefined;
  /** Expected cost of one unit of each component, scaled; absent where none is known. */
  readonly unitCosts: ReadonlyMap<string, number>;
  readonly currency: string;
};

/** Quantities of whole-unit products are rounded up; what that adds covers the next shortage. */
export const orderQuantity = (short: number, { wholeUnits }: Pick<Product, 'wholeUnits'>): Scaled =>
  wholeUnits ? roundUpTo(short, SCALE) : scaled(short);

/**
 * When an order starts and whether that is too late for its need. It starts its lead time before it is due, and never
 * before today; a late order is due when it can be.
 */
export function datesOf(
  neededOn: string,
  leadDays: number,
  today: string,
): Pick<ProductionOrder, 'startOn' | 'dueOn' | 'late'> {
  const startOn = addDays(neededOn, -leadDays);
  if (startOn >= today) return { startOn, dueOn: neededOn, late: false };
  return { startOn: today, dueOn: addDays(today, leadDays), late: true };
}

/**
 * Components, operations and planned cost for a quantity. An order without a bill of material, or with more components
 * than one commit can issue, is blocked; one that needs nothing from stock is ready at once.
 */
export function structureFor(quantity: number, facts: StructureFacts): Structure {
  const { bom, currency } = facts;
  const reason = blockedBy(bom);
  if (bom === undefined || reason !== undefined) {
    return {
      state: 'planned',
      blocked: reason ?? 'no_bom',
      components: [],
      operations: [],
      plannedMaterialMinor: undefined,
      plannedConversionMinor: 0,
    };
  }
  const components = bom.components
    .filter(({ kind }) => kind !== 'service')
    .map((component) => componentFor(component, quantity, bom.batchQuantity, facts));
  const operations = bom.operations.map(
    (operation): Operation => ({
      workCentreId: operation.workCentreId,
      workCentreName: operation.workCentreName,
      hourlyRate: operation.hourlyRate,
      minutes: scaled(mulDiv(operation.minutes, quantity, bom.batchQuantity)),
      actualMinutes: 0,
    }),
  );
  return {
    state: components.length === 0 ? 'ready' : 'planned',
    blocked: undefined,
    bomId: bom.bomId,
    bomRevision: bom.revision,
    components,
    operations,
    plannedMaterialMinor: materialOf(components),
    plannedConversionMinor: conversionOf(operations, currency),
  };
}

function blockedBy(bom: EffectiveBom | undefined): BlockedReason | undefined {
  if (bom === undefined) return 'no_bom';
  return bom.components.length > COMPONENTS_MAX ? 'too_many_components' : undefined;
}

function componentFor(
  { lineId, productId, sku, kind, quantity: perBatch }: EffectiveBom['components'][number],
  quantity: number,
  batchQuantity: number,
  { unitCosts, currency }: StructureFacts,
): Component {
  // Not rounded to whole units: supply is netted over all orders first, and rounded then.
  const needed = scaled(Math.max(mulDiv(perBatch, quantity, batchQuantity), 1));
  const unitCost = unitCosts.get(productId);
  return {
    lineId,
    productId,
    sku,
    kind,
    quantity: needed,
    ...(unitCost === undefined ? {} : { plannedMinor: extend(needed, unitCost, currency) }),
    issued: 0,
    issuedMinor: 0,
    returned: 0,
    returnedMinor: 0,
  };
}

function materialOf(components: readonly Component[]): number | undefined {
  let total = 0;
  for (const { plannedMinor } of components) {
    if (plannedMinor === undefined) return undefined;
    total += plannedMinor;
  }
  return total;
}

/** Cost of all operations of an order, rounded once. */
export const conversionOf = (operations: readonly Pick<Operation, 'minutes' | 'hourlyRate'>[], currency: string) =>
  extend(
    operations.reduce((sum, { minutes, hourlyRate }) => sum + timeCost(minutes, hourlyRate), 0),
    SCALE,
    currency,
  );
