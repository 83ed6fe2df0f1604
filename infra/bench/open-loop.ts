/**
 * Open-loop load: calls arrive at a fixed rate whether the earlier ones are done or not, and the time of each is taken
 * from the moment at which it was due. A client that waits for its answer before it sends again asks less often the
 * slower the server is, and a stall of a second is then one slow call among many (coordinated omission); here it is in
 * the time of every call that was due within that second.
 */

/** Time in ms, and waiting for a moment of it. */
export type LoadClock = { readonly now: () => number; readonly until: (ms: number) => Promise<void> };

export const WALL_CLOCK: LoadClock = {
  now: () => performance.now(),
  until: (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms - performance.now()))),
};

/** Moments at which calls are due, in ms from the beginning: evenly spread, the first at once. */
export const intendedStarts = (perSecond: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => (index * 1_000) / perSecond);

export type OpenLoop = {
  readonly perSecond: number;
  readonly count: number;
  /** Calls under way at once; what is due while all clients are busy waits, and its time is counted. */
  readonly clients: number;
  readonly clock?: LoadClock;
};

/**
 * Runs `call` for each arrival with the moment at which it was due, on the clock of the load.
 * @returns ms from that moment to the call's end, in the order of the arrivals
 * @throws what the first call to fail throws, once the calls under way have ended
 */
export async function runOpenLoop(
  { perSecond, count, clients, clock = WALL_CLOCK }: OpenLoop,
  call: (dueAt: number) => Promise<unknown>,
): Promise<number[]> {
  const begunAt = clock.now();
  const due = intendedStarts(perSecond, count).map((start) => begunAt + start);
  const latencies: number[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < due.length) {
      const index = next;
      next += 1;
      const dueAt = due[index] ?? 0;
      if (clock.now() < dueAt) await clock.until(dueAt);
      await call(dueAt);
      latencies[index] = clock.now() - dueAt;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: clients }, client));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return latencies;
}
