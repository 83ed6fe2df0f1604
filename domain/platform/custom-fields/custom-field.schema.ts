/** Bodies, paths and queries of the routes about custom fields. */
import { z } from 'zod';
import { FieldType } from '../../../shared/custom-fields/custom-field.entity.ts';
import { FieldName } from '../../../shared/custom-fields/custom-fields.schema.ts';
import { PageQuery } from '../../../shared/http/paging.ts';
import { idSchema } from '../../../shared/values/ids.ts';
import { textLine } from '../../../shared/values/text.ts';

/** The kinds of records that take fields; a test holds them to what the entities of the modules say of themselves. */
export const FieldKind = z.enum(['account', 'contact', 'opportunity', 'product', 'order']);
export type FieldKind = z.infer<typeof FieldKind>;

const OPTIONS_MAX = 100;
const POSITION_MAX = 10_000;
const Label = textLine(80);
/** Columns of tables separate options by ";". */
const OptionKey = textLine(60).regex(/^[^;]*$/, 'must have no ";"');

/** Key and label, which can be changed later and loses nothing; the key alone, as text, is the label too. */
const OptionInput = z.union([
  z.strictObject({ key: OptionKey, label: Label.optional(), archived: z.boolean().optional() }),
  OptionKey,
]);
export type OptionInput = z.infer<typeof OptionInput>;

/** Of any type; which one it must be follows from the field's. Room for the longest text that a field takes. */
const DEFAULT_BYTES_MAX = 16 * 1024;
const Default = z
  .unknown()
  .nullable()
  .refine((value) => (JSON.stringify(value) ?? '').length <= DEFAULT_BYTES_MAX, 'must take at most 16 KB as JSON');

const Options = z.array(OptionInput).min(1).max(OPTIONS_MAX);
const Description = textLine(500);
const Position = z.number().int().min(0).max(POSITION_MAX);

export const CustomFieldBody = z.strictObject({
  entity: FieldKind,
  /** In bodies and answers, under `customFields`; it stays as it is for good. */
  name: FieldName,
  type: FieldType,
  /** For people; the name where not said. */
  label: Label.optional(),
  description: Description.optional(),
  /** For what is made or changed from then on. */
  required: z.boolean().optional(),
  /** One record alone may have a value; fixed for the life of the field. */
  unique: z.boolean().optional(),
  /** Lists can be filtered by it; true where not said. */
  filterable: z.boolean().optional(),
  /** Of a choice and a multiChoice. */
  options: Options.optional(),
  /** The records that a lookup names. */
  lookup: FieldKind.optional(),
  /** What a new record has where its body does not say; as a body says it. */
  default: Default.optional(),
  position: Position.optional(),
});
export type CustomFieldBody = z.infer<typeof CustomFieldBody>;

/** Entity, name, type, uniqueness and the target of a lookup stay as they are. */
export const CustomFieldChange = z
  .strictObject({
    label: Label.optional(),
    description: Description.nullable().optional(),
    required: z.boolean().optional(),
    filterable: z.boolean().optional(),
    /** All of them: one that is there already stays, if need be as archived. */
    options: Options.optional(),
    /** null: none any more. */
    default: Default.optional(),
    position: Position.optional(),
  })
  .refine((body) => Object.keys(body).length > 0, 'changes nothing');
export type CustomFieldChange = z.infer<typeof CustomFieldChange>;

export const CustomFieldParams = z.object({ customFieldId: idSchema('cuf') });
export type CustomFieldParams = z.infer<typeof CustomFieldParams>;

export const CustomFieldQuery = PageQuery.extend({
  entity: FieldKind.optional(),
  state: z.enum(['active', 'archived']).optional(),
});
export type CustomFieldQuery = z.infer<typeof CustomFieldQuery>;

/** `purge=true`: takes an archived field away and hides its values for good. */
export const DeleteQuery = z.strictObject({ purge: z.enum(['true', 'false']).optional() });
export type DeleteQuery = z.infer<typeof DeleteQuery>;
