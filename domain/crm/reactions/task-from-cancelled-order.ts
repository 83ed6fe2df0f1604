import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { NotYet } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { derivedId } from '../../../shared/values/ids.ts';
import type { orderCancelled } from '../../sales/events.ts';
import { account } from '../account.entity.ts';
import { opportunity } from '../opportunity.entity.ts';
import { addTask } from '../write-task.ts';

/**
 * The salesperson learns that the order of a won opportunity was cancelled and decides what comes of it: the
 * opportunity stays won until it is reopened.
 */
export async function taskFromCancelledOrder(
  context: Context,
  { data }: EventEnvelope<z.infer<typeof orderCancelled.schema>>,
): Promise<void> {
  const today = await todayOf(context);
  await commit(context, async (work) => {
    const found = await work.records.get(opportunity, data.opportunityId);
    if (found === undefined) throw new NotYet(`The opportunity ${data.opportunityId} is not there yet`);
    const holder = await work.records.need(account, found.accountId);
    const ownerId = found.ownerId ?? holder.ownerId;
    addTask(work, {
      id: derivedId('tsk', context.tenantId, 'order_cancelled', data.orderId),
      accountId: found.accountId,
      opportunityId: found.id,
      subject: `Order ${data.number} of "${found.name}" was cancelled: ${data.reason}`.slice(0, 500),
      dueOn: today,
      ...(ownerId === undefined ? {} : { ownerId }),
      correlationId: found.correlationId,
    });
  });
}
