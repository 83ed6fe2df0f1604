/** Takes an archived field back into use, with the values that records have. */
import type { Context } from '../../../shared/context.ts';
import { customField } from '../../../shared/custom-fields/custom-field.entity.ts';
import { forgetFields } from '../../../shared/custom-fields/known-fields.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { type CustomFieldResource, presentCustomField } from '../custom-fields/custom-field.resource.ts';
import type { CustomFieldParams } from '../custom-fields/custom-field.schema.ts';
import { customFieldStates } from '../custom-fields/custom-field.states.ts';
import { expectRoom } from '../custom-fields/decide-custom-field.ts';
import { countFields, countsOf, fieldFacts, needField } from '../custom-fields/find-custom-field.ts';
import { customFieldRestored } from '../events.ts';

/** @throws Rejection `platform.custom_field.illegal_transition`, `.limit_reached` (409) */
export async function restoreCustomField(
  context: Context,
  { params, ifMatch }: RouteInput<CustomFieldParams>,
): Promise<CustomFieldResource> {
  const restored = await commit(context, async (work) => {
    const before = await needField(work, params.customFieldId);
    expectVersion(before, ifMatch);
    const state = transition(customFieldStates, 'restore', before.state);
    expectRoom({ ...(await countsOf(work, before.kind)), made: 0 });
    const after = work.update(customField, before, { state }, 'restore');
    await countFields(work, before.kind, { active: 1 });
    work.emit(customFieldRestored, after, fieldFacts(after));
    return presentCustomField(after);
  });
  forgetFields(context, restored.entity);
  return restored;
}
