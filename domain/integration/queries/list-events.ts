/** `GET /events`: the log, for a reader who comes back with the cursor that he was given. */
import type { Context } from '../../../shared/context.ts';
import { type LogPosition, readEventLog } from '../../../shared/events/read-log.ts';
import { openCursor, sealCursor } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import { canonicalJson, sha256 } from '../../../shared/table/audit-chain.ts';
import type { EventPage, EventQuery } from '../event-log.resource.ts';
import { matchesPattern } from '../event-pattern.ts';
import { readableTypes } from '../readable-types.ts';

/** @throws Rejection 422 `unknown_event_type` for a pattern that matches no type, `list.bad_cursor` at `after` */
export async function listEvents(context: Context, { query }: RouteInput<unknown, EventQuery>): Promise<EventPage> {
  const { modules } = await import('../../modules.ts');
  const { type = '*', correlationId, after, limit } = query;
  const types = modules.flatMap(({ emits }) => emits.map((event) => event.type));
  if (!types.some((known) => matchesPattern(type, known)))
    throw rejectField('/query/type', 'unknown_event_type', 'matches no event type; GET /event-types has them all');
  const isReadable = readableTypes(context.permissions, modules);
  const binding = sha256(canonicalJson(['events', type, correlationId ?? '']));
  const page = await readEventLog(context, {
    ...{ limit, correlationId },
    ...(after === undefined ? {} : { after: await openCursor<LogPosition>(context, binding, after, 'after') }),
    wants: (one) => matchesPattern(type, one) && isReadable(one),
  });
  const resumeCursor = await sealCursor(context, binding, page.next);
  return { data: page.events, nextCursor: page.isAtHead ? null : resumeCursor, resumeCursor };
}
