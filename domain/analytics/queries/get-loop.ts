/** `GET /loops/{correlationId}` and `GET /loops?document=`: the whole story, told by every module of its documents. */
import type { Context } from '../../../shared/context.ts';
import { notFound, rejectField } from '../../../shared/rejection.ts';
import { eventLog, loopEvents } from '../../../shared/table/event-log.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { modules } from '../../modules.ts';
import type { LoopResource } from '../loop.resource.ts';
import { sumLoopMoney } from '../loop-money.ts';
import { tellLoop } from './tell-loop.ts';

/** @throws Rejection `analytics.loop.not_found` (404) for an unknown id and for another tenant's alike */
export async function getLoop(context: Context, input: { params: { correlationId: string } }): Promise<LoopResource> {
  const { correlationId } = input.params;
  const events = loopEvents(await context.records.partition(eventLog, { correlationId }));
  if (events.length === 0) throw notFound('analytics.loop');
  const subjects = [...new Set(events.map(({ subject }) => subject))];
  const tellers = await Promise.all(modules.map(({ loop }) => loop?.()));
  const documents = await Promise.all(tellers.map((tell) => tell?.(context, subjects) ?? []));
  const { currency } = await profileOf(context);
  const told = documents.flat();
  return { ...tellLoop(correlationId, events, told), money: sumLoopMoney(events, told, currency) };
}

/**
 * Finds the loop of any document in it by the document's id.
 * @throws Rejection `no_loop` (422) for a kind of record that belongs to no loop, `analytics.loop.not_found` (404)
 */
export async function findLoop(context: Context, input: { query: { document: string } }): Promise<LoopResource> {
  const id = input.query.document;
  const prefix = id.slice(0, id.indexOf('_'));
  const entity = modules.flatMap(({ entities }) => entities).find(({ idPrefix }) => idPrefix === prefix);
  if (entity === undefined || !('correlationId' in entity.schema.shape)) {
    throw rejectField('/query/document', 'no_loop', 'is not the id of a document that belongs to a loop');
  }
  const record = await context.records.get(entity, entity.keyOf?.(id) ?? id);
  const correlationId = (record as { correlationId?: string } | undefined)?.correlationId;
  if (correlationId === undefined) throw notFound('analytics.loop');
  return getLoop(context, { params: { correlationId } });
}
