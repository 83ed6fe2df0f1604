/** What other modules may ask of production. Facts only: nothing here writes. */
export { estimateCost, estimateCosts, estimateUnitCost } from './queries/estimate-unit-cost.ts';
export { leadDaysFor } from './queries/lead-days.ts';
export { surplusToMake } from './queries/surplus.ts';
