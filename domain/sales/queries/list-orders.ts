import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { notFound } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { accountFor } from '../../crm/index.ts';
import { order } from '../order.entity.ts';
import { statusOf } from '../order.progress.ts';
import type { AccountCreditResource, OrderListQuery, OrderResource } from '../order.resource.ts';
import type { Order } from '../order.schema.ts';
import { creditOf, exposureIn } from '../parts/account-exposure.ts';
import { showOrder } from './show-order.ts';

/** Orders, newest first. */
export function listOrders(
  context: Context,
  { query }: RouteInput<unknown, OrderListQuery>,
): Promise<Page<OrderResource>> {
  return readPage(context, order, query, { ...listOf(query), where: matches(query) }, (record) =>
    showOrder(context, record),
  );
}

function listOf({ opportunityId, accountId }: OrderListQuery): ListRequest<Order> {
  if (opportunityId !== undefined) return { list: 'byOpportunity', values: [opportunityId] };
  return accountId === undefined ? {} : { list: 'byAccount', values: [accountId] };
}

const matches =
  ({ accountId, status }: OrderListQuery) =>
  (record: Stored<Order>): boolean =>
    (accountId === undefined || record.accountId === accountId) &&
    (status === undefined || statusOf(record) === status);

export const getOrder = async (context: Context, { params }: RouteInput<{ orderId: string }>): Promise<OrderResource> =>
  showOrder(context, await context.records.need(order, params.orderId));

/** What an account has open against its credit limit. */
export async function getAccountCredit(
  context: Context,
  { params }: RouteInput<{ accountId: string }>,
): Promise<AccountCreditResource> {
  const { currency } = await profileOf(context);
  const [account, credit] = await Promise.all([
    accountFor(context, params.accountId),
    creditOf(context, params.accountId),
  ]);
  if (account === undefined) throw notFound('crm.account');
  const exposureMinor = exposureIn(credit);
  const { creditLimitMinor: limitMinor } = account;
  return {
    accountId: account.id,
    limit: limitMinor === null ? null : toMoney(limitMinor, currency),
    exposure: toMoney(exposureMinor, currency),
    available: limitMinor === null ? null : toMoney(limitMinor - exposureMinor, currency),
  };
}
