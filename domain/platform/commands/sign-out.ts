/** Ends a session at the user pool: its refresh token opens nothing any more. */
import type { RouteInput } from '../../../shared/module.ts';
import type { PlatformContext } from '../../../shared/platform-context.ts';
import { revoke } from '../credentials.ts';
import { readRefreshToken } from '../refresh-token.ts';
import type { SignOutBody } from '../token.schema.ts';

/** Answers the same for a session that had ended already and for a token that never was one. */
export async function signOut(
  context: PlatformContext,
  { body }: RouteInput<unknown, unknown, SignOutBody>,
): Promise<void> {
  const session = readRefreshToken(body.refreshToken);
  if (session !== undefined) await revoke(context.platform.identity, session.token);
}
