import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import { inheritedCustomFields } from '../../../shared/custom-fields/inherit-custom-fields.ts';
import { nextDocumentNumber } from '../../../shared/document-number.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { NotYet } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { productsById } from '../../catalog/index.ts';
import type { opportunityWon } from '../../crm/events.ts';
import { type Account, accountFor } from '../../crm/index.ts';
import { taxRatesOf } from '../../finance/index.ts';
import { orderConfirmed, orderHeld } from '../events.ts';
import { newOrder } from '../new-order.ts';
import { order, orderIdFor } from '../order.entity.ts';
import { confirmedFacts, heldFacts } from '../order.facts.ts';
import type { Order } from '../order.schema.ts';
import { addExposure, creditOf, exposureIn } from '../parts/account-exposure.ts';

type Won = EventEnvelope<z.infer<typeof opportunityWon.schema>>;

/**
 * Exactly one order for a win (L10): prices and taxes fixed, credit guarded in the commit that confirms (O5). Its custom
 * fields are the opportunity's of the same name and type.
 */
export async function orderFromOpportunity(context: Context, { data, correlationId }: Won): Promise<void> {
  const placedOn = await todayOf(context);
  const id = orderIdFor(context.tenantId, data.opportunityId, data.winNumber);
  const productIds = data.lines.map(({ productId }) => productId);
  await commit(context, async (work) => {
    if ((await work.records.get(order, id)) !== undefined) return;
    const [account, products, rates, credit] = await Promise.all([
      accountFor(work, data.accountId),
      productsById({ ...context, records: work.records }, productIds),
      taxRatesOf(work),
      creditOf(work, data.accountId),
    ]);
    if (account === undefined) throw new NotYet(`Account ${data.accountId} is not known yet`);
    const number = await nextDocumentNumber(work, 'SO', placedOn);
    const exposureMinor = exposureIn(credit);
    const facts = { id, number, correlationId, won: data, account, products, rates, placedOn, exposureMinor };
    const custom = await inheritedCustomFields(work, order, 'opportunity', data.customFields);
    const made = work.create(order, { ...newOrder(facts), ...custom }, 'place');
    if (made.state === 'held') {
      work.emit(orderHeld, made, heldFacts(made, account.creditLimitMinor ?? 0, exposureMinor));
      return;
    }
    addExposure(work, account.id, credit, made.totalMinor, guardOf(made, account));
    work.emit(orderConfirmed, made, confirmedFacts(made));
  });
}

/** An order of no money takes up no credit, so that the limit must not stop it. */
const guardOf = (made: Order, account: Account): number | null =>
  made.totalMinor === 0 ? null : account.creditLimitMinor;
