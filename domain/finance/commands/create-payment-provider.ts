import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { accountOf } from '../accounts.ts';
import { expectMoneyAccount } from '../parts/expect-money-account.ts';
import { paymentProvider } from '../payment-provider.entity.ts';
import {
  type PaymentProviderInput,
  type PaymentProviderWithSecret,
  presentPaymentProvider,
} from '../payment-provider.resource.ts';

const SECRET_BYTES = 32;

/**
 * Lets a payment provider call. The secret is in this answer and nowhere else.
 * @throws Rejection `unknown_account`, `not_a_money_account` (422) at `/accountCode`
 */
export async function createPaymentProvider(
  context: Context,
  { body }: RouteInput<unknown, unknown, PaymentProviderInput>,
): Promise<PaymentProviderWithSecret> {
  const { name, kind, accountCode = accountOf('bank') } = body;
  const { ids } = context.deps;
  const id = ids.next('ppr');
  const secret = body.secret ?? `whsec_${Buffer.from(ids.secret(SECRET_BYTES), 'base64url').toString('base64')}`;
  return commit(context, async (work) => {
    await expectMoneyAccount(work, accountCode);
    const made = work.create(paymentProvider, { id, name, kind, secret, accountCode, enabled: true });
    return { ...presentPaymentProvider(made), secret };
  });
}
