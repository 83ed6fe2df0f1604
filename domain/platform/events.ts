/** Events of the platform: tenants, members, imports. */
import { z } from 'zod';
import { defineEvent } from '../../shared/events/event.ts';

export const tenantCreated = defineEvent(
  'platform.tenant.created',
  1,
  z.object({ tenantId: z.string(), company: z.string(), country: z.string(), currency: z.string(), plan: z.string() }),
  { summary: 'A company signed up.', terminal: true },
);

export const memberJoined = defineEvent(
  'platform.member.joined',
  1,
  z.object({ userId: z.string(), roles: z.array(z.string()) }),
  { summary: 'A person became a member of the tenant.', terminal: true },
);

/** Also the job's engine: each step of an import asks for the next one. */
export const importContinued = defineEvent(
  'platform.import.continued',
  1,
  z.object({ importId: z.string(), step: z.number().int() }),
  { summary: 'An import has further rows to write.' },
);

export const importFinished = defineEvent(
  'platform.import.finished',
  1,
  z.object({
    importId: z.string(),
    kind: z.string(),
    state: z.enum(['succeeded', 'failed']),
    rows: z.number().int(),
    refused: z.number().int(),
  }),
  { summary: 'An import has ended; its report is kept.', terminal: true },
);
