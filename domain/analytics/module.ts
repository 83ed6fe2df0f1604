/** The loop's story over all modules. */
import { z } from 'zod';
import { defineModule, route } from '../../shared/module.ts';
import { LoopResource } from './loop.resource.ts';
import { analyticsPermissions } from './permissions.ts';

const CorrelationId = z.string().min(8).max(64);

export const analyticsModule = defineModule({
  name: 'analytics',
  summary: 'The loop’s story over all modules.',
  entities: [],
  permissions: analyticsPermissions,
  routes: [
    route({
      method: 'GET',
      path: '/loops/{correlationId}',
      permission: 'analytics.loop:read',
      summary: 'The story of a loop: steps, documents, events with cause, money, and what waits for whom',
      params: z.object({ correlationId: CorrelationId }),
      response: LoopResource,
      run: async () => (await import('./queries/get-loop.ts')).getLoop,
    }),
    route({
      method: 'GET',
      path: '/loops',
      permission: 'analytics.loop:read',
      summary: 'The story of the loop that a document belongs to',
      query: z.strictObject({
        document: z.string().regex(/^[a-z]{2,8}_[0-7][0-9a-hjkmnp-tv-z]{25}$/, 'must be an id'),
      }),
      response: LoopResource,
      run: async () => (await import('./queries/get-loop.ts')).findLoop,
    }),
  ],
});
