/** The company itself, the audit trail, uploads and imports. */
import { z } from 'zod';
import { pageOf } from '../../shared/http/paging.ts';
import { type Route, route } from '../../shared/module.ts';
import { AuditQuery, AuditResource } from './audit.resource.ts';
import { BatchAnswer, BatchBody } from './batch.schema.ts';
import { BooksResource } from './books/books.resource.ts';
import { ImportKindResource, ImportResource, UploadResource } from './import.resource.ts';
import { ImportBody, ImportParams, ImportQuery, ImportRowsQuery, RefusedRow, UploadBody } from './import.schema.ts';
import { OWN_RECORD } from './permissions.ts';
import { TenantResource } from './tenant.resource.ts';

export const tenantRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/tenant',
    permission: 'platform.tenant:read',
    summary: 'The company’s profile, its plan, the plan’s limits and what is used of them.',
    response: TenantResource,
    run: async () => (await import('./queries/get-tenant.ts')).getTenant,
  }),
  route({
    method: 'GET',
    path: '/audit',
    permission: 'platform.audit:read',
    summary: 'Who changed what on a record, and whether the chain of its entries holds.',
    query: AuditQuery,
    response: AuditResource,
    run: async () => (await import('./queries/get-audit.ts')).getAudit,
  }),
  route({
    method: 'GET',
    path: '/health/books',
    permission: 'platform.books:read',
    summary: 'Whether the company’s books hold and, where they do not, what is wrong and which event did it.',
    response: BooksResource,
    run: async () => (await import('./queries/get-books.ts')).getBooks,
  }),
];

export const batchRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/batch',
    // Whoever is signed in may send many requests at once; each of them needs its own permission.
    permission: OWN_RECORD,
    summary: 'Carry out up to 100 operations in order, each with its own answer.',
    body: BatchBody,
    example: {
      operations: [
        { method: 'POST', path: '/crm/accounts', body: { name: 'Rad & Tat GmbH' } },
        { method: 'GET', path: '/crm/accounts?limit=5' },
      ],
    },
    response: BatchAnswer,
    status: 207,
    dispatches: true,
    run: async () => (await import('./commands/run-batch.ts')).runBatch,
  }),
];

export const importRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/uploads',
    permission: 'platform.upload:create',
    summary: 'Get an address to send a file over 1 MB to.',
    body: UploadBody,
    bodyOptional: true,
    response: UploadResource,
    status: 201,
    run: async () => (await import('./commands/create-upload.ts')).createUpload,
  }),
  route({
    method: 'GET',
    path: '/import-kinds',
    permission: 'platform.import:read',
    summary: 'What can be imported, with the fields of each kind.',
    response: z.object({ data: z.array(ImportKindResource) }),
    run: async () => (await import('./queries/list-import-kinds.ts')).listImportKinds,
  }),
  route({
    method: 'POST',
    path: '/imports',
    permission: 'platform.import:create',
    summary: 'Import a CSV or NDJSON file; rows are upserted, so that a second run makes no doubles.',
    body: ImportBody,
    example: {
      kind: 'products',
      format: 'csv',
      content: 'sku,name\nBK-100,City bike\n',
      dryRun: false,
      mapping: {},
    },
    response: ImportResource,
    status: 202,
    run: async () => (await import('./commands/create-import.ts')).createImport,
  }),
  route({
    method: 'GET',
    path: '/imports',
    permission: 'platform.import:read',
    summary: 'List imports.',
    query: ImportQuery,
    response: pageOf(ImportResource),
    run: async () => (await import('./queries/list-imports.ts')).listImports,
  }),
  route({
    method: 'GET',
    path: '/imports/{importId}',
    permission: 'platform.import:read',
    summary: 'State, counts and the first refused rows of an import.',
    params: ImportParams,
    response: ImportResource,
    run: async () => (await import('./queries/get-import.ts')).getImport,
  }),
  route({
    method: 'GET',
    path: '/imports/{importId}/rows',
    permission: 'platform.import:read',
    summary: 'The refused rows of an import, with line, field and rule.',
    params: ImportParams,
    query: ImportRowsQuery,
    response: pageOf(RefusedRow),
    run: async () => (await import('./queries/list-import-rows.ts')).listImportRows,
  }),
  route({
    method: 'POST',
    path: '/imports/{importId}/cancel',
    permission: 'platform.import:cancel',
    summary: 'Stop an import; what it has written stays.',
    params: ImportParams,
    ifMatch: 'optional',
    response: ImportResource,
    run: async () => (await import('./commands/cancel-import.ts')).cancelImport,
  }),
];
