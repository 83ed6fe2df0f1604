/** Tenants, users, roles, plans, API keys, imports: what every module stands on. */
import { defineModule, reaction } from '../../shared/module.ts';
import { apiKey } from './api-key.entity.ts';
import { apiKeyStates } from './api-key.states.ts';
import { booksRecord, booksRound, booksTally } from './books/books.entity.ts';
import * as events from './events.ts';
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
import { importRoutes, tenantRoutes } from './tenant.routes.ts';
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
    booksRecord,
    booksTally,
    booksRound,
  ],
  states: [memberStates, invitationStates, apiKeyStates, importStates],
  permissions,
  routes: [...signInRoutes, ...peopleRoutes, ...tenantRoutes, ...importRoutes],
  emits: Object.values(events),
  consumes: [
    reaction({
      on: events.importContinued,
      name: 'continue-import',
      run: async () => (await import('./reactions/continue-import.ts')).continueImport,
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
