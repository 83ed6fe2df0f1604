import { z } from 'zod';
import { Instant } from '../../shared/values/time.ts';

/** `altered`: content and hash differ. `broken_link`: it does not follow the one before. `missing`: a gap before it.
 * `not_the_head`: the record's own head is another entry. */
const AUDIT_FAULTS = ['altered', 'broken_link', 'missing', 'not_the_head'] as const;

/** The id of a record; of one that has none, the values of its key, joined by `#`. */
export const AuditQuery = z.strictObject({ recordId: z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be an id') });
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AuditEntryResource = z
  .object({
    entity: z.string(),
    recordId: z.string(),
    /** The record's version after the change, zero-padded. */
    entry: z.string(),
    at: Instant,
    actor: z.object({ kind: z.enum(['user', 'apiKey', 'system']), id: z.string() }),
    action: z.string(),
    correlationId: z.string(),
    causationId: z.string(),
    /** Path to value before and after; of a new record, the digest of its content. */
    changes: z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })),
    previousHash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryResource = z.infer<typeof AuditEntryResource>;

export const AuditResource = z
  .object({
    data: z.array(AuditEntryResource),
    verification: z.object({
      /** Every entry has the hash of its content and of the one before, none is missing, the last is the record's. */
      valid: z.boolean(),
      entries: z.number().int(),
      /** What is wrong and where; empty where the chain holds. */
      faults: z.array(z.object({ entry: z.string(), fault: z.enum(AUDIT_FAULTS) })),
    }),
  })
  .meta({ id: 'Audit' });
export type AuditResource = z.infer<typeof AuditResource>;
export type AuditFault = AuditResource['verification']['faults'][number];
