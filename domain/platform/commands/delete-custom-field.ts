/** Archives a field, or takes an archived one away for good. The record stays: past changes and values name it. */
import type { Context } from '../../../shared/context.ts';
import { customField } from '../../../shared/custom-fields/custom-field.entity.ts';
import { forgetFields } from '../../../shared/custom-fields/known-fields.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { CustomFieldParams, DeleteQuery } from '../custom-fields/custom-field.schema.ts';
import { customFieldStates } from '../custom-fields/custom-field.states.ts';
import { countFields, fieldFacts, needField } from '../custom-fields/find-custom-field.ts';
import { customFieldArchived, customFieldPurged } from '../events.ts';

/** @throws Rejection `platform.custom_field.illegal_transition` (409): archived already, or not yet where it is purged */
export async function deleteCustomField(
  context: Context,
  { params, query, ifMatch }: RouteInput<CustomFieldParams, DeleteQuery>,
): Promise<void> {
  const isPurge = query.purge === 'true';
  const kind = await commit(context, async (work) => {
    const before = await needField(work, params.customFieldId);
    expectVersion(before, ifMatch);
    const verb = isPurge ? 'purge' : 'archive';
    const state = transition(customFieldStates, verb, before.state);
    const after = work.update(customField, before, { state }, verb);
    await countFields(work, before.kind, { active: isPurge ? 0 : -1 });
    work.emit(isPurge ? customFieldPurged : customFieldArchived, after, fieldFacts(after));
    return before.kind;
  });
  forgetFields(context, kind);
}
