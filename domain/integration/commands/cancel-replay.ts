/** Stops a replay. What it has not delivered is cancelled, and can be sent again. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { needReplay, needWebhook } from '../need-webhook.ts';
import { presentReplay, type ReplayResource } from '../replay.resource.ts';
import type { ReplayParams } from '../replay.schema.ts';
import { cancelReplay as cancel } from '../write-replay.ts';

/** @throws Rejection 404, 409 `integration.replay.illegal_transition` where it has ended */
export const cancelReplay = (
  context: Context,
  { params, ifMatch }: RouteInput<ReplayParams>,
): Promise<ReplayResource> =>
  commit(context, async (work) => {
    await needWebhook(work, params.webhookId);
    const before = await needReplay(work, params);
    expectVersion(before, ifMatch);
    return presentReplay(await cancel(work, before, 'request'));
  });
