/** Answers as long as the function runs: it reads nothing, so that a probe every few seconds costs nothing. */
import type { PlatformContext } from '../../../shared/platform-context.ts';
import { nowAt } from '../../../shared/values/time.ts';

export const getHealth = async ({
  deps,
  platform,
}: PlatformContext): Promise<{
  status: 'ok';
  stage: string;
  time: string;
}> => ({ status: 'ok', stage: platform.stage, time: nowAt(deps.clock) });
