/** Accounts, contacts, pipelines, opportunities and tasks: where the loop begins and where it closes. */

import { defineModule, importKind, reaction } from '../../shared/module.ts';
import { creditNoteIssued } from '../finance/events.ts';
import { webhookDisabled } from '../integration/events.ts';
import { returnReceived } from '../logistics/events.ts';
import { orderCancelled, orderSettled } from '../sales/events.ts';
import { account } from './account.entity.ts';
import { AccountRow } from './account.row.ts';
import { belongings } from './belongings.ts';
import { contact } from './contact.entity.ts';
import { ContactRow } from './contact.row.ts';
import { crmBooks } from './crm.books.ts';
import {
  accountCreated,
  leadCreated,
  loopClosed,
  opportunityCreated,
  opportunityLost,
  opportunityReopened,
  opportunityWon,
  taskCompleted,
  taskCreated,
} from './events.ts';
import { formRoutes } from './form.routes.ts';
import { lead } from './lead.entity.ts';
import { matchKey } from './match-key.entity.ts';
import { opportunity } from './opportunity.entity.ts';
import { OpportunityRow, opportunityOf } from './opportunity.row.ts';
import { opportunityStates } from './opportunity.states.ts';
import { permissions } from './permissions.ts';
import { pipeline } from './pipeline.entity.ts';
import { routes } from './routes.ts';
import { task } from './task.entity.ts';
import { taskStates } from './task.states.ts';
import { formMark, webForm } from './web-form.entity.ts';

export const crmModule = defineModule({
  name: 'crm',
  summary: 'Accounts, contacts, pipelines, opportunities and tasks.',
  entities: [account, contact, matchKey, pipeline, opportunity, task, webForm, formMark, lead],
  states: [opportunityStates, taskStates],
  belongings,
  stays: [formMark],
  permissions,
  books: crmBooks,
  routes: [...routes, ...formRoutes],
  emits: [
    accountCreated,
    opportunityCreated,
    opportunityWon,
    opportunityLost,
    opportunityReopened,
    taskCreated,
    taskCompleted,
    loopClosed,
    leadCreated,
  ],
  consumes: [
    reaction({
      on: orderSettled,
      name: 'close-loop',
      run: async () => (await import('./reactions/close-loop.ts')).closeLoop,
    }),
    reaction({
      on: orderCancelled,
      name: 'task-from-cancelled-order',
      run: async () => (await import('./reactions/task-from-cancelled-order.ts')).taskFromCancelledOrder,
    }),
    reaction({
      on: webhookDisabled,
      name: 'task-from-disabled-webhook',
      run: async () => (await import('./reactions/task-from-disabled-webhook.ts')).taskFromDisabledWebhook,
    }),
    reaction({
      on: creditNoteIssued,
      name: 'correct-figures-from-credit-note',
      run: async () => (await import('./reactions/correct-figures-from-credit-note.ts')).correctFiguresFromCreditNote,
    }),
    reaction({
      on: returnReceived,
      name: 'correct-figures-from-return',
      run: async () => (await import('./reactions/correct-figures-from-return.ts')).correctFiguresFromReturn,
    }),
  ],
  imports: [
    importKind({
      kind: 'accounts',
      customFields: 'account',
      permission: 'crm.account:import',
      row: AccountRow,
      run: async () => (await import('./imports/import-accounts.ts')).importAccounts,
    }),
    importKind({
      kind: 'contacts',
      customFields: 'contact',
      permission: 'crm.contact:import',
      row: ContactRow,
      run: async () => (await import('./imports/import-contacts.ts')).importContacts,
    }),
    importKind({
      kind: 'opportunities',
      customFields: 'opportunity',
      permission: 'crm.opportunity:import',
      row: OpportunityRow,
      groupBy: opportunityOf,
      run: async () => (await import('./imports/import-opportunities.ts')).importOpportunities,
    }),
  ],
  setUp: async () => (await import('./set-up.ts')).setUp,
  loop: async () => (await import('./queries/tell-loop.ts')).tellLoop,
});
