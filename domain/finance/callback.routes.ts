/** Routes of payment providers and of what they call with. */

import { z } from 'zod';
import { pageOf } from '../../shared/http/paging.ts';
import { keyedRoute, type Route, route } from '../../shared/module.ts';
import {
  AssignCallbackInput,
  CallbackAnswer,
  CallbackKey,
  CallbackParams,
  CallbackQuery,
  CallbackResource,
  DismissCallbackInput,
} from './callback.resource.ts';
import { GenericCallback } from './callbacks/read-generic.ts';
import {
  PaymentProviderChange,
  PaymentProviderInput,
  PaymentProviderParams,
  PaymentProviderQuery,
  PaymentProviderResource,
  PaymentProviderWithSecret,
} from './payment-provider.resource.ts';

const providers: readonly Route[] = [
  route({
    method: 'GET',
    path: '/finance/payment-providers',
    summary: 'Payment providers that may call',
    permission: 'finance.payment_provider:read',
    query: PaymentProviderQuery,
    response: pageOf(PaymentProviderResource),
    run: async () => (await import('./queries/list-callbacks.ts')).listPaymentProviders,
  }),
  route({
    method: 'GET',
    path: '/finance/payment-providers/{paymentProviderId}',
    summary: 'One payment provider',
    permission: 'finance.payment_provider:read',
    params: PaymentProviderParams,
    response: PaymentProviderResource,
    run: async () => (await import('./queries/list-callbacks.ts')).getPaymentProvider,
  }),
  route({
    method: 'POST',
    path: '/finance/payment-providers',
    summary: 'Let a payment provider call; its secret is shown once',
    permission: 'finance.payment_provider:create',
    body: PaymentProviderInput,
    response: PaymentProviderWithSecret,
    status: 201,
    secret: true,
    example: { name: 'Cards', kind: 'generic' },
    run: async () => (await import('./commands/create-payment-provider.ts')).createPaymentProvider,
  }),
  route({
    method: 'PATCH',
    path: '/finance/payment-providers/{paymentProviderId}',
    summary: 'Change the name, the account or the use of a payment provider',
    permission: 'finance.payment_provider:update',
    params: PaymentProviderParams,
    ifMatch: 'required',
    body: PaymentProviderChange,
    response: PaymentProviderResource,
    example: { enabled: false },
    run: async () => (await import('./commands/update-payment-provider.ts')).updatePaymentProvider,
  }),
  route({
    method: 'DELETE',
    path: '/finance/payment-providers/{paymentProviderId}',
    summary: 'Forget a payment provider and its secret',
    permission: 'finance.payment_provider:delete',
    params: PaymentProviderParams,
    ifMatch: 'required',
    response: z.undefined(),
    status: 204,
    run: async () => (await import('./commands/delete-payment-provider.ts')).deletePaymentProvider,
  }),
];

const callbacks: readonly Route[] = [
  keyedRoute({
    method: 'POST',
    path: '/payment-callbacks/{publicKey}',
    summary: 'What a payment provider calls with: signed as Standard Webhooks says, or as Stripe does',
    actsAs: 'finance.payment-callback',
    params: CallbackKey,
    raw: { contentType: 'application/json', schema: GenericCallback },
    response: CallbackAnswer,
    run: async () => (await import('./commands/take-callback.ts')).takeCallback,
  }),
  route({
    method: 'GET',
    path: '/finance/callbacks',
    summary: 'Money that payment providers told of; what could not be booked by `state=kept`',
    permission: 'finance.callback:read',
    query: CallbackQuery,
    response: pageOf(CallbackResource),
    run: async () => (await import('./queries/list-callbacks.ts')).listCallbacks,
  }),
  route({
    method: 'GET',
    path: '/finance/callbacks/{callbackId}',
    summary: 'One movement of money that a payment provider told of',
    permission: 'finance.callback:read',
    params: CallbackParams,
    response: CallbackResource,
    run: async () => (await import('./queries/list-callbacks.ts')).getCallback,
  }),
  route({
    method: 'POST',
    path: '/finance/callbacks/{callbackId}/assign',
    summary: 'Say what kept money is for, and book it',
    permission: 'finance.callback:assign',
    params: CallbackParams,
    ifMatch: 'optional',
    body: AssignCallbackInput,
    response: CallbackResource,
    example: { invoiceId: 'inv_01k9zj7m3b8x0g4c5d6e7f8g9h' },
    run: async () => (await import('./commands/assign-callback.ts')).assignCallback,
  }),
  route({
    method: 'POST',
    path: '/finance/callbacks/{callbackId}/dismiss',
    summary: 'Say that nothing is to be booked for kept money',
    permission: 'finance.callback:dismiss',
    params: CallbackParams,
    ifMatch: 'optional',
    body: DismissCallbackInput,
    response: CallbackResource,
    example: { reason: 'Recorded from the bank statement' },
    run: async () => (await import('./commands/dismiss-callback.ts')).dismissCallback,
  }),
];

export const callbackRoutes: readonly Route[] = [...providers, ...callbacks];
