/**
 * Pegs: which part of a supply is kept for which line of a demand (P21). A supply is anything that will bring goods, such
 * as an order to a vendor or to the workshop. Pure; quantities scaled 10^-6, dates calendar dates.
 */
import { z } from 'zod';
import { fromScaled, QuantityOrZero } from './values/decimal.ts';
import { CalendarDate } from './values/time.ts';

/** The line of a demand, named by the reservation that the demand has. */
export type DemandLineRef = { readonly reservationId: string; readonly lineId: string };

export const Peg = z.object({
  reservationId: z.string(),
  lineId: z.string(),
  /** The sales order at the root of the demand; absent for production that no order asked for. */
  salesOrderId: z.string().optional(),
  neededOn: z.string(),
  quantity: z.number().int(),
  /** Came in and was kept for the line. */
  received: z.number().int(),
});
export type Peg = z.infer<typeof Peg>;

/** A part of goods for the line of a demand. */
export type PeggedQuantity = DemandLineRef & { readonly quantity: number };

/** What a peg still waits for. */
export const waitingOf = (peg: Peg): number => Math.max(0, peg.quantity - peg.received);

/** What pegs still wait for, together. */
export const waitingOfAll = (pegs: readonly Peg[]): number => pegs.reduce((sum, peg) => sum + waitingOf(peg), 0);

/** The sales orders that wait for a supply, each once. */
export const salesOrdersOf = (pegs: readonly Peg[]): string[] => [
  ...new Set(pegs.flatMap(({ salesOrderId }) => salesOrderId ?? [])),
];

/** Whether two name the same line of the same demand. */
export const isSameLine = (a: DemandLineRef, b: DemandLineRef): boolean =>
  a.reservationId === b.reservationId && a.lineId === b.lineId;

/** The pegs with one more; a second peg for the same line adds to the first. */
export function withPeg(pegs: readonly Peg[], added: Peg): Peg[] {
  if (!pegs.some((peg) => isSameLine(peg, added))) return [...pegs, added];
  return pegs.map((peg) => (isSameLine(peg, added) ? { ...peg, quantity: peg.quantity + added.quantity } : peg));
}

/** The pegs without what is still waited for; what came in is history and stays. */
export const receivedPegs = (pegs: readonly Peg[]): Peg[] =>
  pegs.flatMap((peg) => (peg.received === 0 ? [] : [{ ...peg, quantity: peg.received }]));

/** The pegs without what a reservation still waits for. */
export const withoutReservation = (pegs: readonly Peg[], reservationId: string): Peg[] =>
  pegs.flatMap((peg) => (peg.reservationId === reservationId ? receivedPegs([peg]) : [peg]));

/** Gives goods that came in to the pegs that wait, those needed first before the others. `kept` says who got how much. */
export function servePegs(pegs: readonly Peg[], quantity: number): { pegs: Peg[]; kept: PeggedQuantity[] } {
  let rest = quantity;
  const kept: PeggedQuantity[] = [];
  const served = new Map<Peg, Peg>();
  for (const peg of inDueOrder(pegs)) {
    const given = Math.min(rest, waitingOf(peg));
    if (given === 0) continue;
    rest -= given;
    kept.push({ reservationId: peg.reservationId, lineId: peg.lineId, quantity: given });
    served.set(peg, { ...peg, received: peg.received + given });
  }
  return { pegs: pegs.map((peg) => served.get(peg) ?? peg), kept };
}

const inDueOrder = (pegs: readonly Peg[]): Peg[] =>
  [...pegs].sort((a, b) => (a.neededOn < b.neededOn ? -1 : a.neededOn > b.neededOn ? 1 : 0));

/** What the pegs of a supply that brings no more still waited for. */
export const unmetOf = (pegs: readonly Peg[]): PeggedQuantity[] =>
  pegs
    .filter((peg) => waitingOf(peg) > 0)
    .map((peg) => ({ reservationId: peg.reservationId, lineId: peg.lineId, quantity: waitingOf(peg) }));

/** The wire shape of a peg. */
export const PegResource = z
  .object({
    reservationId: z.string(),
    lineId: z.string(),
    salesOrderId: z.string().nullable(),
    neededOn: CalendarDate,
    quantity: QuantityOrZero,
    received: QuantityOrZero,
  })
  .meta({ id: 'Peg' });

export const presentPeg = (peg: Peg): z.infer<typeof PegResource> => ({
  reservationId: peg.reservationId,
  lineId: peg.lineId,
  salesOrderId: peg.salesOrderId ?? null,
  neededOn: peg.neededOn,
  quantity: fromScaled(peg.quantity),
  received: fromScaled(peg.received),
});
