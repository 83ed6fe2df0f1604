/** The CRM's HTTP routes. */
import { z } from 'zod';
import { PageQuery, pageOf } from '../../shared/http/paging.ts';
import { route } from '../../shared/module.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { AccountChange, AccountInput, AccountListQuery, AccountResource } from './account.resource.ts';
import { ContactChange, ContactInput, ContactListQuery, ContactResource } from './contact.resource.ts';
import {
  LoseInput,
  OpportunityChange,
  OpportunityInput,
  OpportunityListQuery,
  OpportunityResource,
} from './opportunity.resource.ts';
import { PipelineChange, PipelineInput, PipelineResource } from './pipeline.resource.ts';
import { TaskInput, TaskListQuery, TaskResource } from './task.resource.ts';

const AccountPath = z.object({ accountId: idSchema('acc') });
const ContactPath = z.object({ contactId: idSchema('con') });
const PipelinePath = z.object({ pipelineId: idSchema('pip') });
const OpportunityPath = z.object({ opportunityId: idSchema('opp') });
const TaskPath = z.object({ taskId: idSchema('tsk') });

const accounts = [
  route({
    method: 'POST',
    path: '/crm/accounts',
    permission: 'crm.account:create',
    summary: 'Add an account; the answer names possible duplicates',
    body: AccountInput,
    response: AccountResource,
    status: 201,
    example: {
      name: 'Corner Cycles',
      email: 'office@corner-cycles.example',
      creditLimit: { amount: '25000.00', currency: 'EUR' },
      paymentTermsDays: 30,
    },
    run: async () => (await import('./commands/create-account.ts')).createAccount,
  }),
  route({
    method: 'GET',
    path: '/crm/accounts',
    permission: 'crm.account:read',
    summary: 'List accounts, by owner, external id or beginning of the name',
    query: AccountListQuery,
    response: pageOf(AccountResource),
    run: async () => (await import('./queries/list-accounts.ts')).listAccounts,
  }),
  route({
    method: 'GET',
    path: '/crm/accounts/{accountId}',
    permission: 'crm.account:read',
    summary: 'Read an account with its figures',
    params: AccountPath,
    response: AccountResource,
    run: async () => (await import('./queries/get-account.ts')).getAccount,
  }),
  route({
    method: 'PATCH',
    path: '/crm/accounts/{accountId}',
    permission: 'crm.account:update',
    summary: 'Change an account',
    params: AccountPath,
    body: AccountChange,
    response: AccountResource,
    ifMatch: 'required',
    run: async () => (await import('./commands/update-account.ts')).updateAccount,
  }),
];

const contacts = [
  route({
    method: 'POST',
    path: '/crm/contacts',
    permission: 'crm.contact:create',
    summary: 'Add a person to an account',
    body: ContactInput,
    response: ContactResource,
    status: 201,
    example: {
      accountId: 'acc_01jd0000000000000000000000',
      name: 'Anna Keller',
      email: 'anna@corner-cycles.example',
      role: 'Buyer',
    },
    run: async () => (await import('./commands/create-contact.ts')).createContact,
  }),
  route({
    method: 'GET',
    path: '/crm/contacts',
    permission: 'crm.contact:read',
    summary: 'List contacts, of an account or by beginning of the name',
    query: ContactListQuery,
    response: pageOf(ContactResource),
    run: async () => (await import('./queries/list-contacts.ts')).listContacts,
  }),
  route({
    method: 'GET',
    path: '/crm/contacts/{contactId}',
    permission: 'crm.contact:read',
    summary: 'Read a contact',
    params: ContactPath,
    response: ContactResource,
    run: async () => (await import('./queries/get-contact.ts')).getContact,
  }),
  route({
    method: 'PATCH',
    path: '/crm/contacts/{contactId}',
    permission: 'crm.contact:update',
    summary: 'Change a contact',
    params: ContactPath,
    body: ContactChange,
    response: ContactResource,
    ifMatch: 'required',
    run: async () => (await import('./commands/update-contact.ts')).updateContact,
  }),
];

const pipelines = [
  route({
    method: 'POST',
    path: '/crm/pipelines',
    permission: 'crm.pipeline:create',
    summary: 'Add a pipeline',
    body: PipelineInput,
    response: PipelineResource,
    status: 201,
    example: { name: 'Fleet deals', stages: [{ name: 'Test ride', probability: 30, active: true }] },
    run: async () => (await import('./commands/create-pipeline.ts')).createPipeline,
  }),
  route({
    method: 'GET',
    path: '/crm/pipelines',
    permission: 'crm.pipeline:read',
    summary: 'List pipelines with their stages',
    query: PageQuery,
    response: pageOf(PipelineResource),
    run: async () => (await import('./queries/list-pipelines.ts')).listPipelines,
  }),
  route({
    method: 'GET',
    path: '/crm/pipelines/{pipelineId}',
    permission: 'crm.pipeline:read',
    summary: 'Read a pipeline',
    params: PipelinePath,
    response: PipelineResource,
    run: async () => (await import('./queries/get-pipeline.ts')).getPipeline,
  }),
  route({
    method: 'PATCH',
    path: '/crm/pipelines/{pipelineId}',
    permission: 'crm.pipeline:update',
    summary: 'Change a pipeline: rename, add, move and retire stages',
    params: PipelinePath,
    body: PipelineChange,
    response: PipelineResource,
    ifMatch: 'required',
    run: async () => (await import('./commands/update-pipeline.ts')).updatePipeline,
  }),
];

const opportunities = [
  route({
    method: 'POST',
    path: '/crm/opportunities',
    permission: 'crm.opportunity:create',
    summary: 'Open an opportunity with its quoted lines',
    body: OpportunityInput,
    response: OpportunityResource,
    status: 201,
    example: {
      accountId: 'acc_01jd0000000000000000000000',
      name: 'Spring range',
      stage: 'qualified',
      expectedCloseOn: '2027-01-31',
      lines: [{ sku: 'BK-R93R-62', quantity: '2', unitPrice: { amount: '3400.00', currency: 'EUR' } }],
    },
    run: async () => (await import('./commands/create-opportunity.ts')).createOpportunity,
  }),
  route({
    method: 'GET',
    path: '/crm/opportunities',
    permission: 'crm.opportunity:read',
    summary: 'List opportunities with the progress of their orders',
    query: OpportunityListQuery,
    response: pageOf(OpportunityResource),
    run: async () => (await import('./queries/list-opportunities.ts')).listOpportunities,
  }),
  route({
    method: 'GET',
    path: '/crm/opportunities/{opportunityId}',
    permission: 'crm.opportunity:read',
    summary: 'Read an opportunity with its margin and the progress of its order',
    params: OpportunityPath,
    response: OpportunityResource,
    run: async () => (await import('./queries/get-opportunity.ts')).getOpportunity,
  }),
  route({
    method: 'PATCH',
    path: '/crm/opportunities/{opportunityId}',
    permission: 'crm.opportunity:update',
    summary: 'Change an opportunity, its stage or its lines',
    params: OpportunityPath,
    body: OpportunityChange,
    response: OpportunityResource,
    ifMatch: 'required',
    run: async () => (await import('./commands/update-opportunity.ts')).updateOpportunity,
  }),
  route({
    method: 'POST',
    path: '/crm/opportunities/{opportunityId}/win',
    permission: 'crm.opportunity:win',
    summary: 'Win an opportunity: its order follows',
    params: OpportunityPath,
    response: OpportunityResource,
    ifMatch: 'optional',
    run: async () => (await import('./commands/win-opportunity.ts')).winOpportunity,
  }),
  route({
    method: 'POST',
    path: '/crm/opportunities/{opportunityId}/lose',
    permission: 'crm.opportunity:lose',
    summary: 'Lose an opportunity, with the reason',
    params: OpportunityPath,
    body: LoseInput,
    response: OpportunityResource,
    ifMatch: 'optional',
    example: { reason: 'The delivery date was too late' },
    run: async () => (await import('./commands/lose-opportunity.ts')).loseOpportunity,
  }),
  route({
    method: 'POST',
    path: '/crm/opportunities/{opportunityId}/reopen',
    permission: 'crm.opportunity:reopen',
    summary: 'Open a lost opportunity again, or a won one whose order was cancelled',
    params: OpportunityPath,
    response: OpportunityResource,
    ifMatch: 'optional',
    run: async () => (await import('./commands/reopen-opportunity.ts')).reopenOpportunity,
  }),
];

const tasks = [
  route({
    method: 'POST',
    path: '/crm/tasks',
    permission: 'crm.task:create',
    summary: 'Add a task',
    body: TaskInput,
    response: TaskResource,
    status: 201,
    example: {
      accountId: 'acc_01jd0000000000000000000000',
      subject: 'Call about the spring range',
      dueOn: '2027-01-15',
    },
    run: async () => (await import('./commands/create-task.ts')).createTask,
  }),
  route({
    method: 'GET',
    path: '/crm/tasks',
    permission: 'crm.task:read',
    summary: 'List tasks, of an account, an opportunity, an owner or a state',
    query: TaskListQuery,
    response: pageOf(TaskResource),
    run: async () => (await import('./queries/list-tasks.ts')).listTasks,
  }),
  route({
    method: 'POST',
    path: '/crm/tasks/{taskId}/complete',
    permission: 'crm.task:complete',
    summary: 'Complete a task',
    params: TaskPath,
    response: TaskResource,
    ifMatch: 'optional',
    run: async () => (await import('./commands/complete-task.ts')).completeTask,
  }),
];

export const routes = [...accounts, ...contacts, ...pipelines, ...opportunities, ...tasks];
