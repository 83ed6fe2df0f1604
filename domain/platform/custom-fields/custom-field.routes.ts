/** Custom fields: what a company adds to the records of the modules. */
import { z } from 'zod';
import { pageOf } from '../../../shared/http/paging.ts';
import { type Route, route } from '../../../shared/module.ts';
import { CustomFieldResource } from './custom-field.resource.ts';
import {
  CustomFieldBody,
  CustomFieldChange,
  CustomFieldParams,
  CustomFieldQuery,
  DeleteQuery,
} from './custom-field.schema.ts';

export const customFieldRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/custom-fields',
    permission: 'platform.custom_field:create',
    summary: 'Add a field to accounts, contacts, opportunities, products or orders; it can be used at once.',
    body: CustomFieldBody,
    response: CustomFieldResource,
    status: 201,
    example: {
      ...{ entity: 'account', name: 'region', label: 'Region', type: 'choice' },
      options: [
        { key: 'north', label: 'North' },
        { key: 'south', label: 'South' },
      ],
    },
    run: async () => (await import('../commands/create-custom-field.ts')).createCustomField,
  }),
  route({
    method: 'GET',
    path: '/custom-fields',
    permission: 'platform.custom_field:read',
    summary: 'List custom fields, of a kind of records or in a state.',
    query: CustomFieldQuery,
    response: pageOf(CustomFieldResource),
    run: async () => (await import('../queries/list-custom-fields.ts')).listCustomFields,
  }),
  route({
    method: 'GET',
    path: '/custom-fields/{customFieldId}',
    permission: 'platform.custom_field:read',
    summary: 'One custom field.',
    params: CustomFieldParams,
    response: CustomFieldResource,
    run: async () => (await import('../queries/get-custom-field.ts')).getCustomField,
  }),
  route({
    method: 'PATCH',
    path: '/custom-fields/{customFieldId}',
    permission: 'platform.custom_field:update',
    summary: 'Change a custom field. Its entity, name and type stay; a new label loses nothing.',
    params: CustomFieldParams,
    body: CustomFieldChange,
    response: CustomFieldResource,
    ifMatch: 'required',
    example: { label: 'Sales region', required: true },
    run: async () => (await import('../commands/update-custom-field.ts')).updateCustomField,
  }),
  route({
    method: 'DELETE',
    path: '/custom-fields/{customFieldId}',
    permission: 'platform.custom_field:delete',
    summary: 'Archive a custom field: its values stay. With purge=true an archived one is taken away for good.',
    params: CustomFieldParams,
    query: DeleteQuery,
    response: z.void(),
    status: 204,
    ifMatch: 'required',
    run: async () => (await import('../commands/delete-custom-field.ts')).deleteCustomField,
  }),
  route({
    method: 'POST',
    path: '/custom-fields/{customFieldId}/restore',
    permission: 'platform.custom_field:restore',
    summary: 'Restore an archived custom field, with the values that records have.',
    params: CustomFieldParams,
    response: CustomFieldResource,
    ifMatch: 'optional',
    run: async () => (await import('../commands/restore-custom-field.ts')).restoreCustomField,
  }),
];
