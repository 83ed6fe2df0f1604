/**
 * Makes an API key, within what its maker holds. The key itself is in this answer and nowhere else. It ends with the
 * membership of the person behind it.
 */
import type { Context } from '../../../shared/context.ts';
import { NEWEST_VERSION } from '../../../shared/http/versions.ts';
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

/**
 * @throws Rejection 422 `platform.role.unknown_permission` at `/scopes/…`, 403 `platform.rights.exceeded`, 402
 * `platform.plan.limit_reached`
 */
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
    const { name, scopes, apiVersion = NEWEST_VERSION } = body;
    const ownerId = actor.kind === 'apiKey' ? (await work.records.need(apiKey, actor.id)).ownerId : actor.id;
    const kept = { name, scopes, secretHash: hash, createdBy: actor.id, ownerId, apiVersion };
    const made = work.create(apiKey, { id, state: 'active', ...kept });
    work.emit(apiKeyCreated, made, { apiKeyId: id, name, scopes });
    return { ...presentApiKey(made), key: text };
  });
}
