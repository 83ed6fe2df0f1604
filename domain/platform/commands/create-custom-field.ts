/** Adds a field to the records of a kind. */
import type { Context } from '../../../shared/context.ts';
import { customField } from '../../../shared/custom-fields/custom-field.entity.ts';
import { forgetFields } from '../../../shared/custom-fields/known-fields.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { type CustomFieldResource, presentCustomField } from '../custom-fields/custom-field.resource.ts';
import type { CustomFieldBody } from '../custom-fields/custom-field.schema.ts';
import { decideNewField } from '../custom-fields/decide-custom-field.ts';
import { allFields, countFields, countsOf, fieldFacts, targetOf } from '../custom-fields/find-custom-field.ts';
import { customFieldCreated } from '../events.ts';

/** @throws Rejection as `decideNewField` */
export async function createCustomField(
  context: Context,
  { body }: RouteInput<unknown, unknown, CustomFieldBody>,
): Promise<CustomFieldResource> {
  const { entity: kind } = body;
  const [{ currency }, target] = await Promise.all([profileOf(context), targetOf(body.lookup)]);
  const made = await commit(context, async (work) => {
    const [known, counts] = await Promise.all([allFields(context, kind), countsOf(work, kind)]);
    const id = context.deps.ids.next('cuf');
    const field = work.create(customField, decideNewField(body, { id, known, counts, currency, target }));
    await countFields(work, kind, { active: 1, made: 1 });
    work.emit(customFieldCreated, field, fieldFacts(field));
    return presentCustomField(field);
  });
  forgetFields(context, kind);
  return made;
}
