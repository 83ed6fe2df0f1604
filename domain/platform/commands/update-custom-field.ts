/** Changes a field's definition; what records have stays as it is. */
import type { Context } from '../../../shared/context.ts';
import { customField } from '../../../shared/custom-fields/custom-field.entity.ts';
import { forgetFields } from '../../../shared/custom-fields/known-fields.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { type CustomFieldResource, presentCustomField } from '../custom-fields/custom-field.resource.ts';
import type { CustomFieldChange, CustomFieldParams } from '../custom-fields/custom-field.schema.ts';
import { decideFieldChange } from '../custom-fields/decide-custom-field.ts';
import { fieldFacts, needField } from '../custom-fields/find-custom-field.ts';
import { customFieldUpdated } from '../events.ts';

/** @throws Rejection as `decideFieldChange` */
export async function updateCustomField(
  context: Context,
  { params, body, ifMatch }: RouteInput<CustomFieldParams, unknown, CustomFieldChange>,
): Promise<CustomFieldResource> {
  const { currency } = await profileOf(context);
  const changed = await commit(context, async (work) => {
    const before = await needField(work, params.customFieldId);
    expectVersion(before, ifMatch);
    const after = work.update(customField, before, decideFieldChange(before, body, { currency }));
    work.emit(customFieldUpdated, after, fieldFacts(after));
    return presentCustomField(after);
  });
  forgetFields(context, changed.entity);
  return changed;
}
