import { z } from 'zod';
import { defineEntity } from '../../shared/table/entity.ts';

const MatchKey = z.object({
  /** `account.email:…`, `account.domain:…`, `account.phone:…`, `contact.email:…`, `contact.phone:…` or
   * `lead.email:…` in normal form. */
  key: z.string(),
  /** Id of the account, contact or lead. */
  recordId: z.string(),
});

/**
 * Accounts and contacts by what they may be doubles by. Many may share a key, so it is no uniqueness marker; it is read
 * consistently, so that the second of two entered at once is told of the first.
 */
export const matchKey = defineEntity({
  name: 'crm.match_key',
  schema: MatchKey,
  key: { partition: ['key'], sort: ['recordId'] },
  listed: false,
  audited: false,
});
