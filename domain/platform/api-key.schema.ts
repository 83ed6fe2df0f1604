/** A key for a program: it acts in one tenant, within its scopes. */
import { z } from 'zod';
import { apiKeyStates } from './api-key.states.ts';

export const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  /** Permission patterns, within what its maker could do. */
  scopes: z.array(z.string()),
  state: z.enum(apiKeyStates.states),
  secretHash: z.string(),
  createdBy: z.string(),
});
export type ApiKey = z.infer<typeof ApiKey>;
