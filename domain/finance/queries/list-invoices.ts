import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { billing } from '../billing.entity.ts';
import { statusOf } from '../invoice.balance.ts';
import { invoice } from '../invoice.entity.ts';
import { type InvoiceListQuery, type InvoiceResource, presentInvoice } from '../invoice.resource.ts';
import type { Invoice } from '../invoice.schema.ts';

/** Invoices, newest first. Those of one order are read consistently and all at once: an order has few. */
export async function listInvoices(
  context: Context,
  { query }: RouteInput<unknown, InvoiceListQuery>,
): Promise<Page<InvoiceResource>> {
  const { salesOrderId, accountId, status, updatedSince } = query;
  const today = await todayOf(context);
  const present = (record: Stored<Invoice>) => presentInvoice(record, today);
  const where = (record: Stored<Invoice>) =>
    (accountId === undefined || record.accountId === accountId) &&
    (status === undefined || statusOf(record, today) === status);
  if (salesOrderId !== undefined) {
    const state = await context.records.get(billing, salesOrderId);
    const found = await context.records.getMany(invoice, state?.invoiceIds ?? []);
    const data = found.filter((record) => where(record) && record.updatedAt >= (updatedSince ?? '')).map(present);
    return { data: data.reverse(), nextCursor: null };
  }
  const request = accountId === undefined ? { where } : { list: 'byAccount', values: [accountId], where };
  return readPage(context, invoice, query, request, present);
}

export async function getInvoice(
  context: Context,
  { params }: RouteInput<{ invoiceId: string }>,
): Promise<InvoiceResource> {
  const record = await context.records.need(invoice, params.invoiceId);
  return presentInvoice(record, await todayOf(context));
}
