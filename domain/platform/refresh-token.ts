/**
 * A refresh token as the caller sees it: the tenant of the session and the pool's own token. The pool's token is of a
 * person, not of a tenant; without the tenant beside it, a session would follow the person's latest choice elsewhere.
 */
import type { TenantId } from '../../shared/values/ids.ts';
import { TenantIdSchema } from '../../shared/values/ids.ts';

export const writeRefreshToken = (tenantId: string, token: string): string => `${tenantId}.${token}`;

/** Undefined where it is none of ours. The tenant in it is a wish: the pool's trigger decides by membership. */
export function readRefreshToken(text: string): { tenantId: TenantId; token: string } | undefined {
  const dot = text.indexOf('.');
  const tenantId = TenantIdSchema.safeParse(text.slice(0, Math.max(dot, 0))).data;
  return tenantId === undefined ? undefined : { tenantId, token: text.slice(dot + 1) };
}
