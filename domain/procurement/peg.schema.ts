/** A part of a supply that is kept for the line of a demand. Quantities scaled. */
import { z } from 'zod';

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

/** A supply may serve so many demand lines; what it brings beyond them waits in stock. Bounds the record's size. */
export const PEGS_MAX = 60;

export const waitingOf = (peg: Peg): number => Math.max(0, peg.quantity - peg.received);

/** What pegs still wait for, together. */
export const waitingOfAll = (pegs: readonly Peg[]): number => pegs.reduce((sum, peg) => sum + waitingOf(peg), 0);

/** The sales orders that wait for a supply, each once. */
export const salesOrdersOf = (pegs: readonly Peg[]): string[] => [
  ...new Set(pegs.flatMap(({ salesOrderId }) => salesOrderId ?? [])),
];

/** The pegs with one more; a second peg for the same line adds to the first. */
export function withPeg(pegs: readonly Peg[], added: Peg): Peg[] {
  const same = pegs.findIndex(
    ({ reservationId, lineId }) => reservationId === added.reservationId && lineId === added.lineId,
  );
  if (same < 0) return [...pegs, added];
  return pegs.map((peg, index) => (index === same ? { ...peg, quantity: peg.quantity + added.quantity } : peg));
}

/** The pegs without what a reservation still waits for; what came in for it is history and stays. */
export function withoutReservation(pegs: readonly Peg[], reservationId: string): Peg[] {
  return pegs.flatMap((peg) => {
    if (peg.reservationId !== reservationId) return [peg];
    return peg.received === 0 ? [] : [{ ...peg, quantity: peg.received }];
  });
}
