import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { Instant } from '../../shared/values/time.ts';
import type { Lead } from './lead.schema.ts';
import { PossibleDuplicate } from './match-keys.ts';

export const LeadResource = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    company: z.string().nullable(),
    message: z.string().nullable(),
    source: z.literal('web_form'),
    webFormId: z.string(),
    ownerId: z.string().nullable(),
    /** The text that was agreed to, and when. */
    consent: z.object({ text: z.string(), at: Instant }).nullable(),
    /** Leads, contacts and accounts with the same address or domain, as they were when it came. */
    possibleDuplicates: z.array(PossibleDuplicate),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Lead' });
export type LeadResource = z.infer<typeof LeadResource>;

export const presentLead = (record: Stored<Lead>): LeadResource => ({
  id: record.id,
  name: record.name,
  email: record.email,
  company: record.company ?? null,
  message: record.message ?? null,
  source: record.source,
  webFormId: record.webFormId,
  ownerId: record.ownerId ?? null,
  consent: record.consent ?? null,
  possibleDuplicates: record.possibleDuplicates,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

export const LeadParams = z.object({ leadId: idSchema('led') });
export const LeadQuery = PageQuery.extend({ webFormId: idSchema('frm').optional() });
export type LeadQuery = z.infer<typeof LeadQuery>;
