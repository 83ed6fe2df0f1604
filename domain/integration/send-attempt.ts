/** One attempt on the wire: the request as the receiver gets it, and what came of it. */
import type { Context } from '../../shared/context.ts';
import type { OutboundRequest } from '../../shared/outbound/outbound.ts';
import { OutboundFailed, OutboundRefused } from '../../shared/outbound/outbound.ts';
import { instantOf } from '../../shared/values/time.ts';
import type { Outcome } from './decide-attempt.ts';
import { ANSWER_BYTES_MAX, type Delivery } from './delivery.schema.ts';
import { readRetryAfter } from './retry-schedule.ts';
import { signedHeaders } from './signing.ts';
import type { Webhook } from './webhook.schema.ts';
import type { WebhookSecret } from './webhook-secret.schema.ts';

const TIMEOUT_MS = 15_000;
const USER_AGENT = 'Tandem-Webhooks/1.0';

/** @param atMs the attempt's own time, which its signature is over */
export function requestOf({ id, body }: Delivery, to: Webhook, secret: WebhookSecret, atMs: number): OutboundRequest {
  return {
    url: to.url,
    method: 'POST',
    headers: {
      ...secret.headers,
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      ...signedHeaders({ id, body, atMs }, secret, to.signing),
    },
    body,
    timeoutMs: TIMEOUT_MS,
    answerBytesMax: ANSWER_BYTES_MAX,
  };
}

/** Sends, and turns whatever the receiver does into an outcome. @throws Error only where the sender itself is broken */
export async function sendAttempt({ outbound, deps }: Context, request: OutboundRequest): Promise<Outcome> {
  if (outbound === undefined) throw new Error('The manifest of the module must say reachesOut');
  const startedMs = deps.clock.now();
  const took = () => ({ at: instantOf(startedMs), durationMs: Math.max(0, Math.round(deps.clock.now() - startedMs)) });
  try {
    const { status, headers, body } = await outbound(request);
    const retryAfterMs = readRetryAfter(headers['retry-after'], deps.clock.now());
    return { attempt: { ...took(), status, ...(body === '' ? {} : { answer: body }) }, retryAfterMs };
  } catch (error) {
    if (!(error instanceof OutboundRefused || error instanceof OutboundFailed)) throw error;
    return { attempt: { ...took(), error: error.code } };
  }
}
