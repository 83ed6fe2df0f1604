/** Sends past events to an endpoint: an outage's, or to a new one those of last quarter. */
import type { Context } from '../../../shared/context.ts';
import { findEvent } from '../../../shared/events/read-log.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { expectFound, rejectField } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { instantOf } from '../../../shared/values/time.ts';
import { needEnabled } from '../need-webhook.ts';
import { presentReplay, type ReplayResource } from '../replay.resource.ts';
import type { ReplayBody } from '../replay.schema.ts';
import type { WebhookParams } from '../webhook.schema.ts';
import { startReplay } from '../write-replay.ts';

/**
 * @throws Rejection 404, 412, 409 `integration.webhook.not_enabled` or `integration.replay.running`, 422 at `/from` for an
 * event that is not there, at `/to` where it is not after it
 */
export async function replayWebhook(
  context: Context,
  { params, body, ifMatch }: RouteInput<WebhookParams, unknown, ReplayBody>,
): Promise<ReplayResource> {
  const now = context.deps.clock.now();
  const until = instantOf(body.to === undefined ? now : Math.min(now, Date.parse(body.to)));
  const from = await instantFrom(context, body.from);
  if (body.to !== undefined && body.to <= from) throw rejectField('/to', 'not_after_from', 'must be after "from"');
  const { mode, dryRun } = body;
  return commit(context, async (work) => {
    const endpoint = await needEnabled(work, params.webhookId);
    expectVersion(endpoint, ifMatch);
    return presentReplay(startReplay(work, endpoint, { from, until, mode, dryRun }));
  });
}

async function instantFrom(context: Context, from: string): Promise<string> {
  if (!from.startsWith('evt_')) return instantOf(Date.parse(from));
  return expectFound(await findEvent(context, from), 'integration.event', '/from').time;
}
