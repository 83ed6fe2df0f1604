import { defineEntity } from '../../shared/table/entity.ts';
import { PaymentProvider } from './payment-provider.schema.ts';

export const paymentProvider = defineEntity({
  name: 'finance.payment_provider',
  idPrefix: 'ppr',
  schema: PaymentProvider,
});
