/**
 * The keys of a member who was removed are revoked, so that nobody takes them for good and the plan's limit counts them
 * no more. That they open nothing from the removal on does not wait for this: the authorizer asks for the membership.
 */
import { asStep, type Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import type { ListPosition } from '../../../shared/table/records.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { apiKey } from '../api-key.entity.ts';
import { revokeApiKey } from '../revoke-api-key.ts';

/** Four actions a key: record, audit, usage, event. */
const KEYS_A_COMMIT = 20;

export async function revokeApiKeys(
  context: Context,
  { data: { userId }, time }: EventEnvelope<{ readonly userId: string }>,
): Promise<void> {
  let after: ListPosition | undefined;
  do {
    const page = await context.records.list(apiKey, 'byOwner', [userId], { limit: KEYS_A_COMMIT, after });
    const ids = page.records.map(({ id }) => id);
    await commit(asStep(context), async (work) => {
      for (const before of await work.records.getMany(apiKey, ids)) {
        // A member who has joined again meanwhile may have made new ones.
        if (before.state === 'active' && before.createdAt <= time) await revokeApiKey(work, before);
      }
    });
    after = page.next;
  } while (after !== undefined);
  await commit(context, async () => undefined);
}
