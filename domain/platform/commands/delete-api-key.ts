/** Revokes an API key: it is refused from the next request on. The record stays, since past changes name it. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { apiKey } from '../api-key.entity.ts';
import { apiKeyStates } from '../api-key.states.ts';
import { apiKeyRevoked } from '../events.ts';
import { releaseLimit } from '../index.ts';
import type { ApiKeyParams } from '../people.schema.ts';

export const deleteApiKey = (context: Context, { params, ifMatch }: RouteInput<ApiKeyParams>): Promise<void> =>
  commit(context, async (work) => {
    const before = await work.records.need(apiKey, params.apiKeyId);
    expectVersion(before, ifMatch);
    const state = transition(apiKeyStates, 'revoke', before.state);
    const after = work.update(apiKey, before, { state }, 'revoke');
    await releaseLimit(work, 'apiKeys');
    work.emit(apiKeyRevoked, after, { apiKeyId: after.id, name: after.name, scopes: after.scopes });
  });
