import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { account } from '../account.entity.ts';
import { opportunity } from '../opportunity.entity.ts';
import { presentTask, type TaskInput, type TaskResource } from '../task.resource.ts';
import { addTask } from '../write-task.ts';

/** Adds a task; on an opportunity it belongs to its loop. @throws Rejection `unknown_account`, `unknown_opportunity` */
export async function createTask(
  context: Context,
  { body }: RouteInput<unknown, unknown, TaskInput>,
): Promise<TaskResource> {
  const today = await todayOf(context);
  const ownerId = body.ownerId ?? (context.actor.kind === 'user' ? context.actor.id : undefined);
  return commit(context, async (work) => {
    const correlationId = await loopOf(work, body);
    const created = addTask(work, {
      ...body,
      id: context.deps.ids.next('tsk'),
      ...(ownerId === undefined ? {} : { ownerId }),
      ...(correlationId === undefined ? {} : { correlationId }),
    });
    return presentTask(created, today);
  });
}

async function loopOf(work: Work, { accountId, opportunityId }: TaskInput): Promise<string | undefined> {
  if ((await work.records.get(account, accountId)) === undefined) {
    throw rejectField('/accountId', 'unknown_account', 'No such account.');
  }
  if (opportunityId === undefined) return undefined;
  const found = await work.records.get(opportunity, opportunityId);
  if (found?.accountId === accountId) return found.correlationId;
  throw rejectField('/opportunityId', 'unknown_opportunity', 'The account has no such opportunity.');
}
