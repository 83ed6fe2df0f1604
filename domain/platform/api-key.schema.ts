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
  /** The caller who made it: a member, or another key. */
  createdBy: z.string(),
  /** The member on whose membership it stands: its maker, or whose key made it. */
  ownerId: z.string(),
  /** The version of the API it is pinned to; of a key from before there were versions, the first. */
  apiVersion: z.string().optional(),
});
export type ApiKey = z.infer<typeof ApiKey>;
