import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { expectMoneyAccount } from '../parts/expect-money-account.ts';
import { paymentProvider } from '../payment-provider.entity.ts';
import {
  type PaymentProviderChange,
  type PaymentProviderResource,
  presentPaymentProvider,
} from '../payment-provider.resource.ts';

/** Changes name, account or use of a provider. @throws Rejection as `createPaymentProvider` */
export const updatePaymentProvider = (
  context: Context,
  { params, body, ifMatch }: RouteInput<{ paymentProviderId: string }, unknown, PaymentProviderChange>,
): Promise<PaymentProviderResource> =>
  commit(context, async (work) => {
    const before = await work.records.need(paymentProvider, params.paymentProviderId);
    expectVersion(before, ifMatch);
    if (body.accountCode !== undefined) await expectMoneyAccount(work, body.accountCode);
    const { name = before.name, accountCode = before.accountCode, enabled = before.enabled } = body;
    return presentPaymentProvider(work.update(paymentProvider, before, { name, accountCode, enabled }));
  });
