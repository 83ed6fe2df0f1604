/** Renames an API key, or pins it to another version of the API; its next request is answered in that one. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import { FIRST_VERSION } from '../../../shared/http/versions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { reject } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { apiKey } from '../api-key.entity.ts';
import { type ApiKeyResource, presentApiKey } from '../api-key.resource.ts';
import { apiKeyUpdated } from '../events.ts';
import type { ApiKeyParams, UpdateApiKeyBody } from '../people.schema.ts';

/** @throws Rejection 409 `platform.api_key.revoked` */
export const updateApiKey = (
  context: Context,
  { params, body, ifMatch }: RouteInput<ApiKeyParams, unknown, UpdateApiKeyBody>,
): Promise<ApiKeyResource> =>
  commit(context, async (work) => {
    const before = await work.records.need(apiKey, params.apiKeyId);
    expectVersion(before, ifMatch);
    if (before.state !== 'active') throw reject('conflict', 'platform.api_key.revoked', 'The key was revoked.');
    const { name = before.name, apiVersion = before.apiVersion ?? FIRST_VERSION } = body;
    const after = work.update(apiKey, before, { name, apiVersion });
    work.emit(apiKeyUpdated, after, { apiKeyId: after.id, name: after.name, scopes: after.scopes });
    return presentApiKey(after);
  });
