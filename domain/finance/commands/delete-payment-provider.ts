import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { paymentProvider } from '../payment-provider.entity.ts';

/** Forgets a provider and its secret: its calls are answered 404 from now on. What it told of stays. */
export const deletePaymentProvider = (
  context: Context,
  { params, ifMatch }: RouteInput<{ paymentProviderId: string }>,
): Promise<void> =>
  commit(context, async (work) => {
    const before = await work.records.need(paymentProvider, params.paymentProviderId);
    expectVersion(before, ifMatch);
    work.remove(paymentProvider, before);
  });
