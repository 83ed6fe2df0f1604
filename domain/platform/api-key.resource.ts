import { z } from 'zod';
import { FIRST_VERSION } from '../../shared/http/versions.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { Instant } from '../../shared/values/time.ts';
import type { ApiKey } from './api-key.schema.ts';
import { apiKeyStates } from './api-key.states.ts';
import { PermissionPattern } from './role.schema.ts';

export const ApiKeyResource = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(PermissionPattern),
    state: z.enum(apiKeyStates.states),
    createdBy: z.string(),
    /** The member whose leaving ends it. */
    ownerId: z.string(),
    /** The version of the API that it is answered in, unless a request asks for another. */
    apiVersion: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'ApiKey' });
export type ApiKeyResource = z.infer<typeof ApiKeyResource>;

export const ApiKeyWithSecret = ApiKeyResource.extend({
  /** Shown once; kept as a hash only. */
  key: z.string(),
}).meta({ id: 'ApiKeyWithSecret' });
export type ApiKeyWithSecret = z.infer<typeof ApiKeyWithSecret>;

export function presentApiKey(record: Stored<ApiKey>): ApiKeyResource {
  const { id, name, scopes, state, createdBy, ownerId, version, createdAt, updatedAt } = record;
  const { apiVersion = FIRST_VERSION } = record;
  return { id, name, scopes, state, createdBy, ownerId, apiVersion, version, createdAt, updatedAt };
}
