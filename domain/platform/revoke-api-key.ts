import { transition } from '../../shared/states.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { apiKey } from './api-key.entity.ts';
import type { ApiKey } from './api-key.schema.ts';
import { apiKeyStates } from './api-key.states.ts';
import { apiKeyRevoked } from './events.ts';
import { releaseLimit } from './index.ts';

/** active → revoked, and its place in the plan is free. @throws Rejection `platform.api_key.illegal_transition` (409) */
export async function revokeApiKey(work: Work, before: Stored<ApiKey>): Promise<void> {
  const state = transition(apiKeyStates, 'revoke', before.state);
  const after = work.update(apiKey, before, { state }, 'revoke');
  await releaseLimit(work, 'apiKeys');
  work.emit(apiKeyRevoked, after, { apiKeyId: after.id, name: after.name, scopes: after.scopes });
}
