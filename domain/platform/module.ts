/** Tenants, users, roles, plans, API keys, imports: what every module stands on. */
import { customField, customFieldCount } from '../../shared/custom-fields/custom-field.entity.ts';
import { defineModule, reaction } from '../../shared/module.ts';
import { apiChanges } from './api-changes.ts';
import { apiKey } from './api-key.entity.ts';
import { apiKeyStates } from './api-key.states.ts';
import { belongings } from './belongings.ts';
import { booksRecord, booksRound, booksTally } from './books/books.entity.ts';
import { customFieldRoutes } from './custom-fields/custom-field.routes.ts';
import { customFieldStates } from './custom-fields/custom-field.states.ts';
import * as events from './events.ts';
import { exportJob } from './exports/export.entity.ts';
import { exportRoutes } from './exports/export.routes.ts';
import { exportStates } from './exports/export.states.ts';
import { restoration } from './exports/restoration.entity.ts';
import { importJob, importPage } from './import.entity.ts';
import { importStates } from './import.states.ts';
import { invitation } from './invitation.entity.ts';
import { invitationStates } from './invitation.states.ts';
import { member } from './member.entity.ts';
import { memberStates } from './member.states.ts';
import { ownership } from './ownership.entity.ts';
import { peopleRoutes } from './people.routes.ts';
import { permissions } from './permissions.ts';
import { person } from './person.entity.ts';
import { role } from './role.entity.ts';
import { signInRoutes } from './sign-in.routes.ts';
import { subscription } from './subscription.entity.ts';
import { batchRoutes, importRoutes, tenantRoutes } from './tenant.routes.ts';
import { tenantDirectory } from './tenant-directory.entity.ts';
import { usage } from './usage.entity.ts';

export const platformModule = defineModule({
  name: 'platform',
  summary: 'Tenants, users, roles, plans, API keys, imports: what every module stands on.',
  entities: [
    person,
    tenantDirectory,
    subscription,
    usage,
    member,
    ownership,
    role,
    invitation,
    apiKey,
    importJob,
    importPage,
    customField,
    customFieldCount,
    exportJob,
    restoration,
    booksRecord,
    booksTally,
    booksRound,
  ],
  states: [memberStates, invitationStates, apiKeyStates, importStates, exportStates, customFieldStates],
  belongings,
  // What stands between the company and this installation: who may come in, its plan, jobs, what was looked at.
  stays: [
    subscription,
    usage,
    member,
    ownership,
    invitation,
    apiKey,
    importJob,
    importPage,
    exportJob,
    restoration,
    booksRecord,
    booksTally,
  ],
  eventsStay: true,
  permissions,
  routes: [
    ...signInRoutes,
    ...peopleRoutes,
    ...tenantRoutes,
    ...importRoutes,
    ...batchRoutes,
    ...exportRoutes,
    ...customFieldRoutes,
  ],
  changes: apiChanges,
  emits: Object.values(events),
  consumes: [
    reaction({
      on: events.importContinued,
      name: 'continue-import',
      run: async () => (await import('./reactions/continue-import.ts')).continueImport,
    }),
    reaction({
      on: events.exportContinued,
      name: 'continue-export',
      run: async () => (await import('./reactions/continue-export.ts')).continueExport,
    }),
    reaction({
      on: events.memberRemoved,
      name: 'revoke-api-keys',
      run: async () => (await import('./reactions/revoke-api-keys.ts')).revokeApiKeys,
    }),
  ],
  schedules: [
    {
      name: 'check-books',
      every: 'rate(15 minutes)',
      run: async () => (await import('./books/check-books.ts')).checkBooks,
    },
  ],
  reachesPlatform: true,
  setUp: async () => (await import('./set-up-tenant.ts')).setUpTenant,
});
