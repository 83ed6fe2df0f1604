/**
 * What a commit adds by itself for the records that it writes with custom fields: their unique values are claimed, and
 * the events that say so carry their values. A commit without such a record reads nothing.
 */
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { EventEnvelope } from '../events/event.ts';
import type { Entity } from '../table/entity.ts';
import { kindOf, type WithCustom } from './custom-field.entity.ts';
import { fieldsKnowing } from './known-fields.ts';
import { toldCustomFields } from './show-custom-fields.ts';
import { type Claims, claimUniqueValues } from './unique-values.ts';

export type WrittenRecord = {
  readonly entity: Entity;
  readonly before: object | undefined;
  readonly after: object | undefined;
};

/** Whether an event's schema has a place for the custom fields of its subject. */
export const carriesCustomFields = ({ schema }: { readonly schema: unknown }): boolean =>
  schema instanceof z.ZodObject && Object.hasOwn(schema.shape, 'customFields');

/** Claims the unique values among the custom fields that the commit changes. */
export async function claimCustomValues(
  context: Context,
  written: readonly WrittenRecord[],
  claims: Claims,
): Promise<void> {
  for (const { entity, before, after } of written) {
    if (entity.customFields === undefined) continue;
    const [was, is] = [before as WithCustom | undefined, after as WithCustom | undefined];
    if (was?.custom === is?.custom) continue;
    const names = Object.keys({ ...was?.custom, ...is?.custom });
    const fields = await fieldsKnowing(context, kindOf(entity), names);
    claimUniqueValues(claims, fields, String((after as { id?: unknown } | undefined)?.id), was, is);
  }
}

/** The event with the custom fields of its subject as the commit leaves it. */
export async function withSubjectsFields(
  context: Context,
  written: readonly WrittenRecord[],
  envelope: EventEnvelope,
): Promise<EventEnvelope> {
  const subject = written.find(({ after }) => (after as { id?: unknown } | undefined)?.id === envelope.subject);
  if (subject?.after === undefined || subject.entity.customFields === undefined) return envelope;
  const customFields = await toldCustomFields(context, subject.entity, subject.after as WithCustom);
  if (customFields === undefined) return envelope;
  return { ...envelope, data: { ...(envelope.data as object), customFields } };
}
