/** Exports: lists and the whole company as files, made by jobs. */
import { z } from 'zod';
import { pageOf } from '../../../shared/http/paging.ts';
import { type Route, route } from '../../../shared/module.ts';
import { ExportKindResource, ExportResource } from './export.resource.ts';
import { ExportBody, ExportParams, ExportQuery } from './export.schema.ts';

export const exportRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/export-kinds',
    permission: 'platform.export:read',
    summary: 'What can be exported, with the filters of each kind.',
    response: z.object({ data: z.array(ExportKindResource) }),
    run: async () => (await import('../queries/list-export-kinds.ts')).listExportKinds,
  }),
  route({
    method: 'POST',
    path: '/exports',
    permission: 'platform.export:create',
    summary: 'Export a list as CSV, NDJSON or Parquet, or the whole company (kind `tenant`).',
    body: ExportBody,
    example: { kind: 'crm.accounts', format: 'csv', filters: {}, escapeFormulas: true },
    response: ExportResource,
    status: 202,
    run: async () => (await import('../commands/create-export.ts')).createExport,
  }),
  route({
    method: 'GET',
    path: '/exports',
    permission: 'platform.export:read',
    summary: 'List exports.',
    query: ExportQuery,
    response: pageOf(ExportResource),
    run: async () => (await import('../queries/list-exports.ts')).listExports,
  }),
  route({
    method: 'GET',
    path: '/exports/{exportId}',
    permission: 'platform.export:read',
    summary: 'State of an export and, once it is whole, the address of its file.',
    params: ExportParams,
    response: ExportResource,
    run: async () => (await import('../queries/get-export.ts')).getExport,
  }),
  route({
    method: 'POST',
    path: '/exports/{exportId}/cancel',
    permission: 'platform.export:cancel',
    summary: 'Stop an export; nothing of its file stays.',
    params: ExportParams,
    ifMatch: 'optional',
    response: ExportResource,
    run: async () => (await import('../commands/cancel-export.ts')).cancelExport,
  }),
];
