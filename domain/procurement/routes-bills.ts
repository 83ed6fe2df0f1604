/** Routes of supplier bills. */
import { z } from 'zod';
import { pageOf } from '../../shared/http/paging.ts';
import { route } from '../../shared/module.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { BillResource, PayInput, ReleaseInput } from './bill.resource.ts';
import { BillListQuery } from './list.resource.ts';

const BillPath = z.object({ billId: idSchema('bil') });

export const billRoutes = [
  route({
    method: 'GET',
    path: '/procurement/bills',
    permission: 'procurement.bill:read',
    summary: 'List supplier bills',
    query: BillListQuery,
    response: pageOf(BillResource),
    run: async () => (await import('./queries/list-bills.ts')).listBills,
  }),
  route({
    method: 'GET',
    path: '/procurement/bills/{billId}',
    permission: 'procurement.bill:read',
    summary: 'Read a supplier bill',
    params: BillPath,
    response: BillResource,
    run: async () => (await import('./queries/get-bill.ts')).getBill,
  }),
  route({
    method: 'POST',
    path: '/procurement/bills/{billId}/release',
    permission: 'procurement.bill:release',
    summary: 'Release a bill that does not match for payment',
    params: BillPath,
    ifMatch: 'optional',
    body: ReleaseInput,
    bodyOptional: true,
    response: BillResource,
    run: async () => (await import('./commands/release-bill.ts')).releaseBill,
  }),
  route({
    method: 'POST',
    path: '/procurement/bills/{billId}/pay',
    permission: 'procurement.bill:pay',
    summary: 'Pay a supplier bill, whole or in part',
    params: BillPath,
    ifMatch: 'optional',
    body: PayInput,
    bodyOptional: true,
    response: BillResource,
    example: { amount: { amount: '120.00', currency: 'EUR' }, paidOn: '2026-06-10', method: 'bank_transfer' },
    run: async () => (await import('./commands/pay-bill.ts')).payBill,
  }),
];
