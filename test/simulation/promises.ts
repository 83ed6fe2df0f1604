/** The promises that are no books: what was acknowledged is there and said again, and an effect is committed once. */
import { itemOf } from '../harness/books/item-of.ts';
import { type Item, text } from '../harness/books/stored.ts';
import { loggedEvents } from './logged-events.ts';
import type { Simulation } from './simulation.ts';

const REPEATED_MAX = 3;

/** What people were told was done is there; the same request again gets the same answer. */
export async function checkPromises({ callers, core, run }: Simulation, items: readonly Item[]): Promise<string[]> {
  // What holds a secret is told once.
  const acknowledged = callers.acknowledged.filter(({ answer: { body } }) => typeof body?.secret !== 'string');
  // Several records may carry one id: the document, and what other modules keep about it.
  const versions = new Map<string, number>();
  for (const { tenantId, id, version } of items) {
    const name = `${tenantId} ${id}`;
    if (typeof id === 'string') versions.set(name, Math.max(versions.get(name) ?? 0, Number(version ?? 0)));
  }
  const lost = acknowledged.filter(({ tenantId, answer: { body } }) => {
    if (typeof body?.id !== 'string') return false;
    const found = versions.get(`${tenantId} ${body.id}`);
    return found === undefined || (typeof body.version === 'number' && found < body.version);
  });
  const again = Array.from({ length: Math.min(REPEATED_MAX, acknowledged.length) }, () =>
    core.chance.pick(acknowledged),
  );
  const other = await run(async () => {
    const faults: string[] = [];
    for (const one of again) {
      if (one === undefined) continue;
      const { tenantId, path, sent, key, answer } = one;
      const repeated = await callers.caller(tenantId).post(path, sent, { key });
      if (repeated.status !== answer.status || JSON.stringify(repeated.body) !== JSON.stringify(answer.body))
        faults.push(
          `POST ${path} again: ${answer.status} before, now ${repeated.status} ${JSON.stringify(repeated.body)}`,
        );
    }
    return faults;
  });
  return [...lost.map(({ path, answer: { body } }) => `acknowledged and not there: POST ${path} ${body.id}`), ...other];
}

/**
 * The events once more to everybody who reacts to them: all of them have had their effect. Where a clock was wrong, an
 * endpoint may be sent what was said in the minute before it was made: by its time the event came after it.
 */
export async function replayChangesNothing(
  { queues, run, changes, core }: Simulation,
  items: readonly Item[],
): Promise<string[]> {
  const before = changes.length;
  for (const event of loggedEvents(items)) queues.deliver(event.type, JSON.stringify(event));
  await run(async () => undefined);
  const isSkewed = core.trace.counts.has('clock skew');
  const changed = changes
    .slice(before)
    .map(({ dynamodb: { NewImage, OldImage } }) => text(itemOf(NewImage ?? OldImage ?? {}).__edb_e__))
    .filter((entity) => !(isSkewed && entity === 'integration.delivery'));
  return changed.length === 0 ? [] : [`a replay of all events changed something: ${[...new Set(changed)].join()}`];
}
