import type { Context } from '../../../shared/context.ts';
import { type Page, type PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { callback } from '../callback.entity.ts';
import { type CallbackQuery, type CallbackResource, presentCallback } from '../callback.resource.ts';
import { paymentProvider } from '../payment-provider.entity.ts';
import { type PaymentProviderResource, presentPaymentProvider } from '../payment-provider.resource.ts';

export const listCallbacks = (
  context: Context,
  { query }: RouteInput<unknown, CallbackQuery>,
): Promise<Page<CallbackResource>> =>
  readPage(
    context,
    callback,
    query,
    query.state === undefined ? {} : { list: 'byState', values: [query.state] },
    presentCallback,
  );

export const getCallback = async (
  context: Context,
  { params }: RouteInput<{ callbackId: string }>,
): Promise<CallbackResource> => presentCallback(await context.records.need(callback, params.callbackId));

export const listPaymentProviders = (
  context: Context,
  { query }: RouteInput<unknown, PageQuery>,
): Promise<Page<PaymentProviderResource>> => readPage(context, paymentProvider, query, {}, presentPaymentProvider);

export const getPaymentProvider = async (
  context: Context,
  { params }: RouteInput<{ paymentProviderId: string }>,
): Promise<PaymentProviderResource> =>
  presentPaymentProvider(await context.records.need(paymentProvider, params.paymentProviderId));
