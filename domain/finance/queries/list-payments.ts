import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { creditNote } from '../credit-note.entity.ts';
import { type CreditNoteListQuery, type CreditNoteResource, presentCreditNote } from '../credit-note.resource.ts';
import { invoice } from '../invoice.entity.ts';
import { payment, refund } from '../payment.entity.ts';
import {
  type MoneyMoveQuery,
  type PaymentListQuery,
  type PaymentResource,
  presentPayment,
  presentRefund,
  type RefundResource,
} from '../payment.resource.ts';

type ByAccountOrOrder = { readonly salesOrderId?: string | undefined; readonly accountId?: string | undefined };

/** The list that answers a filter by order or account; where both are given, the order's is checked for the account. */
function listOf<Fields extends { accountId: string }>({
  salesOrderId,
  accountId,
}: ByAccountOrOrder): ListRequest<Fields> {
  if (salesOrderId === undefined) return accountId === undefined ? {} : { list: 'byAccount', values: [accountId] };
  const where = accountId === undefined ? {} : { where: (record: Fields) => record.accountId === accountId };
  return { list: 'byOrder', values: [salesOrderId], ...where };
}

/** Payments, newest first; those of one invoice are found through its settlements, read consistently. */
export async function listPayments(
  context: Context,
  { query }: RouteInput<unknown, PaymentListQuery>,
): Promise<Page<PaymentResource>> {
  if (query.invoiceId === undefined) return readPage(context, payment, query, listOf(query), presentPayment);
  const { salesOrderId, accountId, updatedSince = '' } = query;
  const { settlements = [] } = (await context.records.get(invoice, query.invoiceId)) ?? {};
  const ids = settlements.filter(({ kind }) => kind === 'payment').map(({ id }) => id);
  const found = (await context.records.getMany(payment, ids)).filter(
    (record) =>
      (salesOrderId === undefined || record.salesOrderId === salesOrderId) &&
      (accountId === undefined || record.accountId === accountId) &&
      record.updatedAt >= updatedSince,
  );
  return { data: found.reverse().map(presentPayment), nextCursor: null };
}

export const getPayment = async (
  context: Context,
  { params }: RouteInput<{ paymentId: string }>,
): Promise<PaymentResource> => presentPayment(await context.records.need(payment, params.paymentId));

export const listRefunds = (
  context: Context,
  { query }: RouteInput<unknown, MoneyMoveQuery>,
): Promise<Page<RefundResource>> => readPage(context, refund, query, listOf(query), presentRefund);

export const listCreditNotes = (
  context: Context,
  { query }: RouteInput<unknown, CreditNoteListQuery>,
): Promise<Page<CreditNoteResource>> => readPage(context, creditNote, query, listOf(query), presentCreditNote);

export const getCreditNote = async (
  context: Context,
  { params }: RouteInput<{ creditNoteId: string }>,
): Promise<CreditNoteResource> => presentCreditNote(await context.records.need(creditNote, params.creditNoteId));
