import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { NotYet } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { derivedId } from '../../../shared/values/ids.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { addDays, nowAt } from '../../../shared/values/time.ts';
import type { orderSettled } from '../../sales/events.ts';
import { orderFor } from '../../sales/index.ts';
import { account } from '../account.entity.ts';
import type { Account } from '../account.schema.ts';
import { loopClosed } from '../events.ts';
import { opportunity } from '../opportunity.entity.ts';
import type { Opportunity, Realised } from '../opportunity.schema.ts';
import { accountFiguresWith, outcomeOf, realisedOf, withOutcome } from '../realise.ts';
import { factsOf } from '../write-opportunity.ts';
import { addTask } from '../write-task.ts';

const FOLLOW_UP_DAYS = 14;

/**
 * Closes the loop: realised margin on the opportunity, figures on the account, a follow-up task. The figures come from
 * the order as it is now, not from the event, so that a credit note or return that came first is counted once.
 */
export async function closeLoop(
  context: Context,
  { data }: EventEnvelope<z.infer<typeof orderSettled.schema>>,
): Promise<void> {
  const today = await todayOf(context);
  await commit(context, async (work) => {
    const order = await orderFor({ records: work.records }, data.orderId);
    const before = await work.records.get(opportunity, data.opportunityId);
    if (order === undefined || before === undefined) throw new NotYet(`The order ${data.orderId} is not there yet`);
    const known = outcomeOf(before, order.id);
    if (known.realised !== undefined) return;
    const closedAt = nowAt(context.deps.clock);
    const realised = realisedOf(before, order, closedAt);
    const closed = work.update(opportunity, before, withOutcome(before, order.id, { ...known, realised }), 'close');
    const holder = await work.records.need(account, before.accountId);
    const figures = accountFiguresWith(holder.figures, undefined, realised, order.placedOn);
    work.update(account, holder, { figures }, 'close_loop');
    addFollowUp(work, closed, order.id, holder, addDays(today, FOLLOW_UP_DAYS));
    work.emit(loopClosed, closed, closedFacts(closed, realised));
  });
}

function addFollowUp(work: Work, closed: Stored<Opportunity>, orderId: string, holder: Account, dueOn: string): void {
  const ownerId = closed.ownerId ?? holder.ownerId;
  addTask(work, {
    id: derivedId('tsk', work.context.tenantId, 'follow_up', orderId),
    accountId: holder.id,
    opportunityId: closed.id,
    subject: `Follow up with ${holder.name}: "${closed.name}" is delivered and paid`.slice(0, 500),
    dueOn,
    ...(ownerId === undefined ? {} : { ownerId }),
    correlationId: closed.correlationId,
  });
}

function closedFacts(closed: Opportunity, realised: Realised) {
  const money = (minor: number) => toMoney(minor, closed.currency);
  return {
    ...factsOf(closed),
    salesOrderId: realised.salesOrderId,
    revenue: money(realised.revenueMinor),
    realisedMargin: money(realised.marginMinor),
    quotedMargin: money(realised.quotedMarginMinor),
    variances: realised.variances.map(({ name, amountMinor }) => ({ name, amount: money(amountMinor) })),
  };
}
