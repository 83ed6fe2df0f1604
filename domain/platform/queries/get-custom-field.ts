import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { type CustomFieldResource, presentCustomField } from '../custom-fields/custom-field.resource.ts';
import type { CustomFieldParams } from '../custom-fields/custom-field.schema.ts';
import { needField } from '../custom-fields/find-custom-field.ts';

export const getCustomField = async (
  context: Context,
  { params }: RouteInput<CustomFieldParams>,
): Promise<CustomFieldResource> => presentCustomField(await needField(context, params.customFieldId));
