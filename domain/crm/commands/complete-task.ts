import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { taskCompleted } from '../events.ts';
import { task } from '../task.entity.ts';
import { presentTask, type TaskResource } from '../task.resource.ts';
import { taskStates } from '../task.states.ts';

/** Completes a task. @throws Rejection `crm.task.illegal_transition` (409) where it was completed before */
export async function completeTask(
  context: Context,
  { params, ifMatch }: RouteInput<{ taskId: string }>,
): Promise<TaskResource> {
  const today = await todayOf(context);
  const { clock } = context.deps;
  return commit(context, async (work) => {
    const before = await work.records.need(task, params.taskId);
    expectVersion(before, ifMatch);
    const completed = work.update(
      task,
      before,
      {
        state: transition(taskStates, 'complete', before.state),
        completedAt: nowAt(clock),
        completedBy: context.actor.id,
      },
      'complete',
    );
    const { id: taskId, accountId } = completed;
    work.emit(taskCompleted, completed, { taskId, ...(accountId === undefined ? {} : { accountId }) });
    return presentTask(completed, today);
  });
}
