import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { derivedId } from '../../../shared/values/ids.ts';
import type { webhookDisabled } from '../../integration/events.ts';
import { addTask } from '../write-task.ts';

type Disabled = z.infer<typeof webhookDisabled.schema>;

const BECAUSE: Readonly<Record<Exclude<Disabled['reason'], 'request'>, string>> = {
  gone: 'it answered 410 Gone',
  failing: 'it only failed for five days',
};

/** Whose endpoint was disabled by us is told to look at it; whoever disabled one himself knows. */
export async function taskFromDisabledWebhook(
  context: Context,
  { id: eventId, data }: EventEnvelope<Disabled>,
): Promise<void> {
  const { reason, host, webhookId, ownerId } = data;
  if (reason === 'request') return;
  const dueOn = await todayOf(context);
  await commit(context, async (work) => {
    addTask(work, {
      id: derivedId('tsk', context.tenantId, 'webhook_disabled', eventId),
      subject: `Webhooks to ${host} (${webhookId}) are disabled: ${BECAUSE[reason]}. Enable it and replay`.slice(
        0,
        500,
      ),
      dueOn,
      ...(ownerId === undefined ? {} : { ownerId }),
    });
  });
}
