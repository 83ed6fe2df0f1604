/** The ports of the platform from a tenant's context: every route and reaction of this module has them. */
import type { Context } from '../../shared/context.ts';
import type { PlatformPorts } from '../../shared/platform-context.ts';

export function needPlatform(context: Context): PlatformPorts {
  if (context.platform === undefined) throw new Error('The manifest of this module must say reachesPlatform');
  return context.platform;
}
