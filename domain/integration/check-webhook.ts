/** What the schema cannot judge of an endpoint: whether its address may be sent to, and whether its types are known. */
import type { Context } from '../../shared/context.ts';
import { checkOutboundUrl } from '../../shared/outbound/check-url.ts';
import { OutboundRefused } from '../../shared/outbound/outbound.ts';
import { type FieldError, reject } from '../../shared/rejection.ts';
import { matchesPattern } from './event-pattern.ts';
import type { WebhookChange } from './webhook.schema.ts';

type Said = Pick<WebhookChange, 'url' | 'events'>;

/**
 * @throws Rejection 422 at `/url` with the code of the rule broken (`private_address`, `scheme` …), and at
 * `/events/<index>` with `unknown_event_type`
 */
export async function checkWebhook({ deps }: Context, { url, events = [] }: Said): Promise<void> {
  const types = events.length === 0 ? [] : await knownTypes();
  const errors: FieldError[] = [
    ...(url === undefined ? [] : urlErrors(url, deps.stage)),
    ...events.flatMap((pattern, index) => {
      if (types.some((type) => matchesPattern(pattern, type))) return [];
      const message = 'is no event type and matches none; GET /event-types has them all';
      return [{ pointer: `/events/${index}`, code: 'unknown_event_type', message }];
    }),
  ];
  if (errors.length > 0) throw reject('invalid', 'request.invalid', 'Some fields break a rule.', { errors });
}

/** The registry imports this module's manifest, so that it is loaded when it is needed. */
const knownTypes = async (): Promise<string[]> =>
  (await import('../modules.ts')).modules.flatMap(({ emits }) => emits.map(({ type }) => type));

function urlErrors(url: string, stage: string): FieldError[] {
  try {
    checkOutboundUrl(url, stage);
    return [];
  } catch (error) {
    if (!(error instanceof OutboundRefused)) throw error;
    return [{ pointer: '/url', code: error.code, message: error.message }];
  }
}
