/** The wire shapes of what payment providers told, and of the answer that they get. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { PublicKeyText } from '../../shared/values/public-key.ts';
import { Reason } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import type { Callback } from './callback.schema.ts';
import { callbackStates } from './callback.states.ts';

const CallbackState = z.enum(callbackStates.states);

export const CallbackResource = z
  .object({
    id: z.string(),
    providerId: z.string(),
    kind: z.enum(['payment', 'refund']),
    reference: z.string(),
    state: CallbackState,
    /** Why it was not booked when it came. */
    reason: z.string().nullable(),
    /** As the provider said, in its currency. */
    amount: z.object({ amount: z.string(), currency: z.string() }),
    invoiceId: z.string().nullable(),
    salesOrderId: z.string().nullable(),
    accountId: z.string().nullable(),
    receivedOn: CalendarDate,
    /** The payment that it was booked as. */
    paymentId: z.string().nullable(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'PaymentCallback' });
export type CallbackResource = z.infer<typeof CallbackResource>;

export const presentCallback = (record: Stored<Callback>): CallbackResource => ({
  id: record.id,
  providerId: record.providerId,
  kind: record.kind,
  reference: record.reference,
  state: record.state,
  reason: record.reason ?? null,
  amount: { amount: record.amount, currency: record.currency },
  invoiceId: record.target.invoiceId ?? null,
  salesOrderId: record.target.salesOrderId ?? null,
  accountId: record.target.accountId ?? null,
  receivedOn: record.receivedOn,
  paymentId: record.paymentId ?? null,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

export const CallbackQuery = PageQuery.extend({ state: CallbackState.optional() });
export type CallbackQuery = z.infer<typeof CallbackQuery>;
export const CallbackParams = z.object({ callbackId: idSchema('pcb') });

/** What kept money is for after all. */
export const AssignCallbackInput = z
  .strictObject({
    invoiceId: idSchema('inv').optional(),
    salesOrderId: idSchema('ord').optional(),
    accountId: idSchema('acc').optional(),
  })
  .refine((target) => Object.values(target).filter((id) => id !== undefined).length === 1, {
    path: ['invoiceId'],
    message: 'give exactly one of invoiceId, salesOrderId and accountId',
  });
export type AssignCallbackInput = z.infer<typeof AssignCallbackInput>;

export const DismissCallbackInput = z.strictObject({ reason: Reason });
export type DismissCallbackInput = z.infer<typeof DismissCallbackInput>;

export const CallbackKey = z.object({ publicKey: PublicKeyText });
export type CallbackKey = z.infer<typeof CallbackKey>;

export const CallbackAnswer = z
  .object({
    /** `kept`: taken, and a person will say what it is for. `ignored`: of a type that tells of no money. */
    result: z.enum(['booked', 'kept', 'known', 'ignored']),
  })
  .meta({ id: 'PaymentCallbackAnswer' });
export type CallbackAnswer = z.infer<typeof CallbackAnswer>;
