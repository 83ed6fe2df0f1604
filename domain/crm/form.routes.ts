/** Routes of web forms and of the leads that come through them. */
import { z } from 'zod';
import { pageOf } from '../../shared/http/paging.ts';
import { keyedRoute, type Route, route } from '../../shared/module.ts';
import { LeadParams, LeadQuery, LeadResource } from './lead.resource.ts';
import {
  FormAnswer,
  FormKey,
  FormSubmission,
  WebFormChange,
  WebFormInput,
  WebFormParams,
  WebFormQuery,
  WebFormResource,
} from './web-form.resource.ts';

const forms: readonly Route[] = [
  route({
    method: 'POST',
    path: '/crm/forms',
    permission: 'crm.web_form:create',
    summary: 'Add a form for a page of the company’s',
    body: WebFormInput,
    response: WebFormResource,
    status: 201,
    example: {
      name: 'Contact',
      consentText: 'You may write to me.',
      consentRequired: true,
      allowedOrigins: ['https://www.example.com'],
    },
    run: async () => (await import('./commands/create-form.ts')).createForm,
  }),
  route({
    method: 'GET',
    path: '/crm/forms',
    permission: 'crm.web_form:read',
    summary: 'List web forms',
    query: WebFormQuery,
    response: pageOf(WebFormResource),
    run: async () => (await import('./queries/list-forms.ts')).listForms,
  }),
  route({
    method: 'GET',
    path: '/crm/forms/{webFormId}',
    permission: 'crm.web_form:read',
    summary: 'One web form',
    params: WebFormParams,
    response: WebFormResource,
    run: async () => (await import('./queries/list-forms.ts')).getForm,
  }),
  route({
    method: 'PATCH',
    path: '/crm/forms/{webFormId}',
    permission: 'crm.web_form:update',
    summary: 'Change a web form',
    params: WebFormParams,
    ifMatch: 'required',
    body: WebFormChange,
    response: WebFormResource,
    example: { enabled: false },
    run: async () => (await import('./commands/update-form.ts')).updateForm,
  }),
  route({
    method: 'DELETE',
    path: '/crm/forms/{webFormId}',
    permission: 'crm.web_form:delete',
    summary: 'Take a web form away',
    params: WebFormParams,
    ifMatch: 'required',
    response: z.undefined(),
    status: 204,
    run: async () => (await import('./commands/delete-form.ts')).deleteForm,
  }),
  keyedRoute({
    method: 'POST',
    path: '/forms/{publicKey}',
    summary: 'Send a web form, as JSON or as a page does: whoever it is becomes a lead',
    actsAs: 'crm.web-form',
    params: FormKey,
    body: FormSubmission,
    formEncoded: true,
    response: FormAnswer,
    status: 202,
    example: { name: 'Ada Miller', email: 'ada@example.com', message: 'Please call me.', consent: true },
    run: async () => (await import('./commands/submit-form.ts')).submitForm,
  }),
];

const leads: readonly Route[] = [
  route({
    method: 'GET',
    path: '/crm/leads',
    permission: 'crm.lead:read',
    summary: 'List leads, of a web form',
    query: LeadQuery,
    response: pageOf(LeadResource),
    run: async () => (await import('./queries/list-forms.ts')).listLeads,
  }),
  route({
    method: 'GET',
    path: '/crm/leads/{leadId}',
    permission: 'crm.lead:read',
    summary: 'One lead',
    params: LeadParams,
    response: LeadResource,
    run: async () => (await import('./queries/list-forms.ts')).getLead,
  }),
];

export const formRoutes: readonly Route[] = [...forms, ...leads];
