/** Calls that can fail in part, as `PutEvents` and `SendMessageBatch` do: only what was refused goes again. */
import type { Runtime } from './runtime/runtime.ts';

const ATTEMPTS = 4;
const WAIT_MS = 50;

/**
 * Sends until nothing is refused, four times at most, with jitter in between.
 * @param send one call; gives what of it was refused
 * @returns what was refused to the end
 */
export async function sendAgain<Entry>(
  runtime: Pick<Runtime, 'sleep' | 'random'>,
  entries: readonly Entry[],
  send: (pending: readonly Entry[]) => Promise<readonly Entry[]>,
): Promise<readonly Entry[]> {
  let pending = entries;
  for (let attempt = 1; attempt <= ATTEMPTS && pending.length > 0; attempt += 1) {
    if (attempt > 1) await runtime.sleep(runtime.random() * WAIT_MS * 2 ** attempt);
    pending = await send(pending);
  }
  return pending;
}
