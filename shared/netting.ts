/**
 * Gross to net: what of a shortage is covered by supplies that come anyway (P10 to P12). A supply that is pegged to one
 * demand never covers another (G9); what it brings beyond its pegs, its surplus, does, before anything new is bought or
 * made (G1, G3). Pure; quantities scaled 10^-6, dates calendar dates.
 */
import { z } from 'zod';
import { type DemandLineRef, isSameLine, type Peg, receivedPegs, waitingOf, withPeg } from './pegs.ts';
import { type Scaled, scaled } from './values/decimal.ts';

/** A part of a demand's line that nothing covers yet. */
export type Shortage = {
  readonly reservationId: string;
  readonly lineId: string;
  readonly salesOrderId?: string | undefined;
  readonly quantity: number;
  readonly neededOn: string;
};

/** What an open supply will bring beyond its pegs, as a plan keeps it. */
export const Surplus = z.object({
  supplyId: z.string(),
  surplus: z.number().int(),
  availableOn: z.string(),
  /** How many demand lines it serves already. */
  pegs: z.number().int(),
});
export type Surplus = z.infer<typeof Surplus>;

/** The open surplus of a product with one supply's replaced; a supply without surplus is left out. */
export function withSurplus<Kept extends Surplus>(supplies: readonly Kept[], changed: Kept): Kept[] {
  const others = supplies.filter(({ supplyId }) => supplyId !== changed.supplyId);
  return changed.surplus > 0 ? [...others, changed] : others;
}

/** What all open supplies of a product bring beyond their pegs, together (scaled). */
export const totalSurplus = (supplies: readonly Pick<Surplus, 'surplus'>[]): number =>
  supplies.reduce((sum, { surplus }) => sum + surplus, 0);

/** A supply that may serve so many further demand lines. */
export type OpenSupply = Pick<Surplus, 'supplyId' | 'surplus' | 'availableOn'> & { readonly room: number };
export type PegOnSupply = { readonly supplyId: string; readonly shortage: Shortage; readonly quantity: Scaled };
export type UncoveredShortage = { readonly shortage: Shortage; readonly quantity: number };

export type Coverage = {
  readonly pegs: readonly PegOnSupply[];
  /** What no surplus covers: to be bought or made. */
  readonly rest: readonly UncoveredShortage[];
  /** What the supplies still bring beyond their pegs, together. */
  readonly surplus: number;
};

/** One decision pegs on no more open supplies than this, so that its commit stays small. */
const SUPPLIES_TOUCHED_MAX = 4;

/**
 * Gives the surplus of open supplies to the shortages, in the order given, from the supply that comes first. A supply
 * after the need covers it only where a new one could not come sooner than on `soonest` (P12), which is undefined where
 * nobody knows.
 */
export function coverFromSurplus(
  shortages: readonly Shortage[],
  openSupplies: readonly OpenSupply[],
  soonest: string | undefined,
): Coverage {
  const supplies = openSupplies
    .filter(({ surplus }) => surplus > 0)
    .sort((a, b) => (a.availableOn < b.availableOn ? -1 : a.availableOn > b.availableOn ? 1 : 0))
    .map((supply) => ({ ...supply }));
  const touched = new Set<string>();
  const pegs: PegOnSupply[] = [];
  const rest: UncoveredShortage[] = [];
  for (const shortage of shortages) {
    let { quantity } = shortage;
    const isInTime = ({ availableOn }: OpenSupply) =>
      availableOn <= shortage.neededOn || soonest === undefined || availableOn <= soonest;
    for (const supply of supplies.filter(isInTime)) {
      const taken = Math.min(quantity, supply.surplus);
      const isTooMany = touched.size === SUPPLIES_TOUCHED_MAX && !touched.has(supply.supplyId);
      if (taken === 0 || isTooMany || supply.room === 0) continue;
      touched.add(supply.supplyId);
      supply.room -= 1;
      pegs.push({ supplyId: supply.supplyId, shortage, quantity: scaled(taken) });
      supply.surplus -= taken;
      quantity -= taken;
    }
    if (quantity > 0) rest.push({ shortage, quantity });
  }
  return { pegs, rest, surplus: totalSurplus(supplies) };
}

/** The pegs of a supply with a part of a shortage. */
export const pegShortage = (pegs: readonly Peg[], shortage: Shortage, quantity: number): Peg[] =>
  withPeg(pegs, {
    reservationId: shortage.reservationId,
    lineId: shortage.lineId,
    ...(shortage.salesOrderId === undefined ? {} : { salesOrderId: shortage.salesOrderId }),
    neededOn: shortage.neededOn,
    quantity,
    received: 0,
  });

/** A supply and whom it is kept for. */
export type PeggedSupply = Pick<Surplus, 'supplyId' | 'availableOn'> & { readonly pegs: readonly Peg[] };

/**
 * Takes from supplies what they keep for a line beyond what it still lacks (`short`), from the one that comes last.
 * Answers with the pegs of the supplies that change, by supply id.
 */
export function sparePegs(supplies: readonly PeggedSupply[], line: DemandLineRef, short: number): Map<string, Peg[]> {
  const changed = new Map<string, Peg[]>();
  const lastFirst = [...supplies].sort((a, b) =>
    a.availableOn < b.availableOn ? 1 : a.availableOn > b.availableOn ? -1 : 0,
  );
  const keptFor = ({ pegs }: PeggedSupply) =>
    pegs.filter((peg) => isSameLine(peg, line)).reduce((sum, peg) => sum + waitingOf(peg), 0);
  let over = supplies.reduce((sum, supply) => sum + keptFor(supply), 0) - short;
  for (const supply of lastFirst) {
    const taken = Math.min(over, keptFor(supply));
    if (taken <= 0) continue;
    over -= taken;
    changed.set(
      supply.supplyId,
      supply.pegs.flatMap((peg) => {
        if (!isSameLine(peg, line)) return [peg];
        const less = { ...peg, quantity: peg.quantity - taken };
        return less.quantity > 0 ? [less] : receivedPegs([less]);
      }),
    );
  }
  return changed;
}
