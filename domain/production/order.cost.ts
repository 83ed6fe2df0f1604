/** Planned against actual cost of a production order, in minor units (P39). Pure. */
import { mulDiv } from '../../shared/values/decimal.ts';
import type { ProductionOrder } from './order.schema.ts';

/** Undefined where the cost of a component was not known. */
export const plannedCostOf = ({ plannedMaterialMinor, plannedConversionMinor }: ProductionOrder): number | undefined =>
  plannedMaterialMinor === undefined ? undefined : plannedMaterialMinor + plannedConversionMinor;

/** What went into work in progress so far. */
export const actualCostOf = ({ materialMinor, conversionMinor }: ProductionOrder): number =>
  materialMinor + conversionMinor;

export type CostVariance = {
  /** Actual less planned cost of the units made: positive where they cost more. */
  readonly material: number;
  readonly conversion: number;
  readonly total: number;
};

/**
 * Variance of a completed order against its plan for the whole quantity; undefined before it is completed, or where the
 * plan was not known. An order that was closed short is compared with the share of the plan for what was reported.
 */
export function varianceOf(order: ProductionOrder): CostVariance | undefined {
  if (order.state !== 'completed' || order.plannedMaterialMinor === undefined) return undefined;
  const reported = order.produced + order.scrapped;
  const planned = (total: number) => mulDiv(total, Math.min(reported, order.quantity), order.quantity);
  const material = order.materialMinor - planned(order.plannedMaterialMinor);
  const conversion = order.conversionMinor - planned(order.plannedConversionMinor);
  return { material, conversion, total: material + conversion };
}
