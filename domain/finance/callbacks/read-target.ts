/** What money is for, in the metadata that a payment was asked for with. A payer cannot change it; a mistake can. */
import { z } from 'zod';
import type { CallbackTarget } from '../callback.schema.ts';

const Id = z.string().max(128).nullish();
export const Target = z.object({ invoiceId: Id, salesOrderId: Id, accountId: Id });

/** The nearest of what is named: the invoice, else the order, else the account. */
export function readTarget({ invoiceId, salesOrderId, accountId }: z.infer<typeof Target>): CallbackTarget {
  if (invoiceId) return { invoiceId };
  if (salesOrderId) return { salesOrderId };
  return accountId ? { accountId } : {};
}
