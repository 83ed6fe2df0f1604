/** Makes an API key, within what its maker holds. The key itself is in this answer and nowhere else. */
import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { apiKey } from '../api-key.entity.ts';
import { type ApiKeyWithSecret, presentApiKey } from '../api-key.resource.ts';
import { apiKeyCreated } from '../events.ts';
import { enforceLimit } from '../index.ts';
import { needPlatform } from '../need-platform.ts';
import type { ApiKeyBody } from '../people.schema.ts';
import { allPermissions } from '../registry.ts';
import { expectCovers, expectKnownPatterns } from '../rights.ts';
import { makeSecret } from '../secret-text.ts';

export async function createApiKey(
  context: Context,
  { body }: RouteInput<unknown, unknown, ApiKeyBody>,
): Promise<ApiKeyWithSecret> {
  const all = await allPermissions();
  expectKnownPatterns(body.scopes, all, '/scopes');
  expectCovers(context.permissions, body.scopes, all);
  const { tenantId, actor, deps } = context;
  const id = deps.ids.next('key');
  const { stage } = needPlatform(context);
  const { text, hash } = makeSecret(deps.ids, { kind: 'tk', stage, tenantId, recordId: id });
  return commit(context, async (work) => {
    await enforceLimit(work, 'apiKeys');
    const { name, scopes } = body;
    const made = work.create(apiKey, { id, name, scopes, state: 'active', secretHash: hash, createdBy: actor.id });
    work.emit(apiKeyCreated, made, { apiKeyId: id, name, scopes });
    return { ...presentApiKey(made), key: text };
  });
}
