/** The wire shapes of web forms, and of what is sent through one. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { PublicKeyText, publicKeyOf } from '../../shared/values/public-key.ts';
import { longText, Name, textLine } from '../../shared/values/text.ts';
import { Instant } from '../../shared/values/time.ts';
import { Email, OwnerId } from './text-fields.ts';
import type { WebForm } from './web-form.schema.ts';

const ORIGINS_MAX = 20;
const MESSAGE_LENGTH_MAX = 4_000;

/** As a browser says it (RFC 6454): scheme, host in lower case, and a port that is not the scheme's own. */
const Origin = z
  .string()
  .max(260)
  .regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/, 'must be an origin, such as https://www.example.com');
const ConsentText = textLine(1_000);

const fields = {
  ownerId: OwnerId.optional(),
  consentText: ConsentText.optional(),
  consentRequired: z.boolean().optional(),
  allowedOrigins: z.array(Origin).max(ORIGINS_MAX).optional(),
};
export const WebFormInput = z.strictObject({ name: Name, ...fields });
export type WebFormInput = z.infer<typeof WebFormInput>;
export const WebFormChange = z.strictObject({
  ...fields,
  name: Name.optional(),
  ownerId: OwnerId.nullable().optional(),
  consentText: ConsentText.nullable().optional(),
  enabled: z.boolean().optional(),
});
export type WebFormChange = z.infer<typeof WebFormChange>;

export const WebFormResource = z
  .object({
    id: z.string(),
    name: z.string(),
    ownerId: z.string().nullable(),
    consentText: z.string().nullable(),
    consentRequired: z.boolean(),
    allowedOrigins: z.array(z.string()),
    enabled: z.boolean(),
    /** Part of the address that the page sends to: `POST /v1/forms/{publicKey}`. */
    publicKey: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'WebForm' });
export type WebFormResource = z.infer<typeof WebFormResource>;

export const presentWebForm = (record: Stored<WebForm>): WebFormResource => ({
  id: record.id,
  name: record.name,
  ownerId: record.ownerId ?? null,
  consentText: record.consentText ?? null,
  consentRequired: record.consentRequired,
  allowedOrigins: record.allowedOrigins,
  enabled: record.enabled,
  publicKey: publicKeyOf(record.tenantId, record.id),
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

export const WebFormParams = z.object({ webFormId: idSchema('frm') });
export const WebFormQuery = PageQuery;

export const FormKey = z.object({ publicKey: PublicKeyText });
export type FormKey = z.infer<typeof FormKey>;

/** A box that was ticked, as JSON and as a page's form say it; a box that was not is left out by a page. */
const TICKED: ReadonlySet<unknown> = new Set([true, 'true', 'on', 'yes', '1']);
export const isTicked = (consent: FormSubmission['consent']): boolean => TICKED.has(consent);

export const FormSubmission = z.strictObject({
  name: Name,
  email: Email,
  company: Name.optional(),
  message: longText(MESSAGE_LENGTH_MAX).optional(),
  consent: z.union([z.boolean(), z.enum(['true', 'on', 'yes', '1', 'false', 'off', 'no', '0', ''])]).optional(),
  /** Hidden on the page, so that a person leaves it empty; whoever fills it in is a robot. */
  website: z.string().max(2_000).optional(),
});
export type FormSubmission = z.infer<typeof FormSubmission>;

export const FormAnswer = z
  .object({
    /** The same for everybody, whatever became of it. */
    accepted: z.literal(true),
  })
  .meta({ id: 'FormAnswer' });
export type FormAnswer = z.infer<typeof FormAnswer>;
