/** Booking what a provider told of as a payment by card, under the provider's own id of it. */
import type { Work } from '../../../shared/table/unit-of-work.ts';
import type { Callback } from '../callback.schema.ts';
import { bookPayment, type Receipt } from './book-payment.ts';

type Wanted = Omit<Receipt, 'method' | 'reference' | 'receivedOn'>;

/** @returns the payment's id. @throws Rejection as `bookPayment` */
export async function bookCallback(
  work: Work,
  { reference, receivedOn }: Pick<Callback, 'reference' | 'receivedOn'>,
  wanted: Wanted,
): Promise<string> {
  const { id } = await bookPayment(work, { ...wanted, receivedOn, method: 'card', reference });
  return id;
}
