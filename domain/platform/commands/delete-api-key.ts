/** Revokes an API key: it is refused from the next request on. The record stays, since past changes name it. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { apiKey } from '../api-key.entity.ts';
import type { ApiKeyParams } from '../people.schema.ts';
import { revokeApiKey } from '../revoke-api-key.ts';

export const deleteApiKey = (context: Context, { params, ifMatch }: RouteInput<ApiKeyParams>): Promise<void> =>
  commit(context, async (work) => {
    const before = await work.records.need(apiKey, params.apiKeyId);
    expectVersion(before, ifMatch);
    await revokeApiKey(work, before);
  });
