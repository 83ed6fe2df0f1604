/**
 * What is bought for a shortage: the pure core of purchasing. Surplus of open supplies first, then new requisitions;
 * netting first, then rounding. All quantities are scaled 10^-6 of the product's stock unit, all dates calendar dates.
 *
 * Rules, by the checklist of the field: a supply already pegged to another demand is never eaten (G9); demands are netted
 * before they are rounded (0.5 + 0.5 of a whole-unit item buys 1); the modifiers apply in the order safety stock, minimum,
 * multiple, whole units, maximum (P16); a supply that comes after the need covers it only where a new purchase could not
 * come sooner (P12); release is need less lead time (G5).
 */
import {
  coverFromSurplus,
  type OpenSupply,
  type PegOnSupply,
  type Shortage,
  type UncoveredShortage,
} from '../../shared/netting.ts';
import { roundUpTo, SCALE, type Scaled, scaled } from '../../shared/values/decimal.ts';
import { addDays } from '../../shared/values/time.ts';
import type { PreferredPrice } from './choose-vendor-price.ts';

export type SupplyRules = {
  readonly price: Pick<PreferredPrice, 'leadDays' | 'minimum' | 'multiple' | 'maximum'> | undefined;
  readonly wholeUnits: boolean;
  readonly safetyStock: number;
  /** On hand and not reserved. */
  readonly freeStock: number;
  readonly today: string;
};

export type PlannedRequisition = {
  readonly quantity: Scaled;
  readonly pegs: readonly { readonly shortage: Shortage; readonly quantity: Scaled }[];
  readonly neededOn: string;
  readonly releaseOn: string;
  /** Day of receipt where it is ordered on its release day. */
  readonly availableOn: string;
  /** The need comes sooner than the lead time allows: released today. */
  readonly late: boolean;
  /** More than the vendor's maximum, because the need would take more requisitions than one decision makes. */
  readonly overMaximum: boolean;
};
export type SupplyPlan = {
  readonly pegsOnExisting: readonly PegOnSupply[];
  readonly newRequisitions: readonly PlannedRequisition[];
};

/** One decision makes no more requisitions than this, so that its commit stays small; the last one takes the rest. */
export const REQUISITIONS_MAX = 4;

/** Decides how the shortages of one product are covered. Shortages are served by the day of their need. */
export function planSupply(
  shortages: readonly Shortage[],
  openSupplies: readonly OpenSupply[],
  rules: SupplyRules,
): SupplyPlan {
  const byNeed = [...shortages].sort((a, b) => (a.neededOn < b.neededOn ? -1 : a.neededOn > b.neededOn ? 1 : 0));
  const soonest = rules.price === undefined ? undefined : addDays(rules.today, rules.price.leadDays);
  const { pegs, rest, surplus } = coverFromSurplus(byNeed, openSupplies, soonest);
  const short = rest.reduce((sum, { quantity }) => sum + quantity, 0);
  const safety = Math.max(0, rules.safetyStock - rules.freeStock - surplus);
  const lots = lotsOf(short + safety, rules);
  return { pegsOnExisting: pegs, newRequisitions: requisitionsFrom(lots, rest, byNeed, rules) };
}

/** The order quantities that together bring at least `needed` under the vendor's modifiers (P16). */
export function lotsOf(needed: number, rules: Pick<SupplyRules, 'price' | 'wholeUnits'>): { quantity: Scaled }[] {
  const { minimum = 0, multiple, maximum } = rules.price ?? {};
  const rounded = (quantity: number): Scaled => {
    const step =
      multiple === undefined ? Math.max(quantity, minimum) : roundUpTo(Math.max(quantity, minimum), multiple);
    return rules.wholeUnits ? wholeMultiple(step, multiple) : scaled(step);
  };
  const cap = maximum === undefined ? undefined : largestLot(maximum, rules.wholeUnits, multiple);
  const lots: { quantity: Scaled }[] = [];
  for (let rest = needed; rest > 0; ) {
    const isLast = lots.length === REQUISITIONS_MAX - 1;
    const wanted = rounded(rest);
    // A maximum below the minimum cannot be kept: the minimum wins, as the vendor would not take less.
    const quantity = cap === undefined || isLast || wanted <= cap ? wanted : rounded(cap);
    lots.push({ quantity });
    rest -= quantity;
  }
  return lots;
}

/** The least whole number of units at or above `quantity` that keeps the multiple, where one exists within 1,000 steps. */
function wholeMultiple(quantity: number, multiple: number | undefined): Scaled {
  if (multiple === undefined) return roundUpTo(quantity, SCALE);
  for (let step = 0; step < 1_000; step += 1) {
    const candidate = quantity + step * multiple;
    if (candidate % SCALE === 0) return scaled(candidate);
  }
  return roundUpTo(quantity, SCALE);
}

/** The largest lot within the vendor's maximum that keeps multiple and whole units; undefined where none does. */
function largestLot(maximum: number, wholeUnits: boolean, multiple: number | undefined): number | undefined {
  const step = multiple ?? (wholeUnits ? SCALE : 1);
  const largest = Math.floor(maximum / step) * step;
  return largest > 0 ? largest : undefined;
}

function requisitionsFrom(
  lots: readonly { quantity: Scaled }[],
  rest: readonly UncoveredShortage[],
  shortages: readonly Shortage[],
  rules: SupplyRules,
): PlannedRequisition[] {
  const waiting = rest.map((part) => ({ ...part }));
  const firstNeed = shortages[0]?.neededOn ?? rules.today;
  return lots.map(({ quantity }) => {
    const pegs: { shortage: Shortage; quantity: Scaled }[] = [];
    let room: number = quantity;
    for (const part of waiting) {
      const taken = Math.min(room, part.quantity);
      if (taken === 0) continue;
      pegs.push({ shortage: part.shortage, quantity: scaled(taken) });
      part.quantity -= taken;
      room -= taken;
    }
    const neededOn = pegs[0]?.shortage.neededOn ?? firstNeed;
    const maximum = rules.price?.maximum;
    return {
      quantity,
      pegs,
      neededOn,
      ...releaseOf(neededOn, rules),
      overMaximum: maximum !== undefined && quantity > maximum,
    };
  });
}

/** Release is the need less the lead time, and never in the past (G5). Without a vendor the lead time is not known: 0. */
export function releaseOf(
  neededOn: string,
  { price, today }: Pick<SupplyRules, 'price' | 'today'>,
): Pick<PlannedRequisition, 'releaseOn' | 'availableOn' | 'late'> {
  const leadDays = price?.leadDays ?? 0;
  const wanted = addDays(neededOn, -leadDays);
  const late = wanted < today;
  const releaseOn = late ? today : wanted;
  return { releaseOn, availableOn: addDays(releaseOn, leadDays), late };
}
