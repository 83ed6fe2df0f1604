/** The directory of tenants in the platform space: a list in shards, for schedules and operators. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineEntity } from '../../shared/table/entity.ts';

const DIRECTORY_SHARDS = 8;

const TenantEntry = z.object({ shard: z.string(), id: z.string(), company: z.string() });

/** Written ahead of the tenant itself: it may name one whose sign-up has not come through. */
export const tenantDirectory = defineEntity({
  name: 'platform.tenant',
  schema: TenantEntry,
  key: { partition: ['shard'], sort: ['id'] },
  space: 'platform',
  listed: false,
  audited: false,
});

/** The key of a tenant's entry. */
export const directoryKeyOf = (tenantId: string): { shard: string; id: string } => ({
  shard: String((createHash('sha256').update(tenantId).digest()[0] ?? 0) % DIRECTORY_SHARDS),
  id: tenantId,
});
