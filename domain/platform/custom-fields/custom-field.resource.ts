/** The wire shape of a custom field. */
import { z } from 'zod';
import { FieldType, type KnownField } from '../../../shared/custom-fields/custom-field.entity.ts';
import { Instant } from '../../../shared/values/time.ts';

export const CustomFieldResource = z
  .object({
    id: z.string(),
    entity: z.string(),
    name: z.string(),
    label: z.string(),
    type: FieldType,
    description: z.string().nullable(),
    required: z.boolean(),
    unique: z.boolean(),
    filterable: z.boolean(),
    options: z.array(z.object({ key: z.string(), label: z.string(), archived: z.boolean() })).nullable(),
    lookup: z.string().nullable(),
    default: z.unknown(),
    position: z.number().int(),
    state: z.enum(['active', 'archived']),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'CustomField' });
export type CustomFieldResource = z.infer<typeof CustomFieldResource>;

export const presentCustomField = (field: KnownField): CustomFieldResource => ({
  id: field.id,
  entity: field.kind,
  name: field.name,
  label: field.label,
  type: field.type,
  description: field.description ?? null,
  required: field.required,
  unique: field.unique,
  filterable: field.filterable,
  options: field.options ?? null,
  lookup: field.target?.kind ?? null,
  default: field.default ?? null,
  position: field.position,
  state: field.state === 'active' ? 'active' : 'archived',
  version: field.version,
  createdAt: field.createdAt,
  updatedAt: field.updatedAt,
});
