import { z } from 'zod';
import { defineEntity } from '../../shared/table/entity.ts';

const MatchKey = z.object({
  /** `email:…`, `domain:…` or `phone:…` in normal form. */
  key: z.string(),
  accountId: z.string(),
});

/**
 * Accounts by what they may be doubles by. Many may share a key, so it is no uniqueness marker; it is read
 * consistently, so that the second of two accounts entered at once is told of the first.
 */
export const matchKey = defineEntity({
  name: 'crm.match_key',
  schema: MatchKey,
  key: { partition: ['key'], sort: ['accountId'] },
  listed: false,
  audited: false,
});
