import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { task } from '../task.entity.ts';
import { presentTask, type TaskListQuery, type TaskResource } from '../task.resource.ts';
import type { Task } from '../task.schema.ts';

/** Tasks of an account or of a state, the earliest due first; all of them newest first. */
export async function listTasks(
  context: Context,
  { query }: RouteInput<unknown, TaskListQuery>,
): Promise<Page<TaskResource>> {
  const today = await todayOf(context);
  const request = { ...listOf(query), where: matches(query) };
  return readPage(context, task, query, request, (record) => presentTask(record, today));
}

function listOf({ accountId, state }: TaskListQuery): ListRequest<Task> {
  if (accountId !== undefined) return { list: 'byAccount', values: [accountId], ascending: true };
  return state === undefined ? {} : { list: 'byState', values: [state], ascending: true };
}

const matches =
  ({ accountId, opportunityId, ownerId, state }: TaskListQuery) =>
  (record: Task): boolean =>
    (accountId === undefined || record.accountId === accountId) &&
    (opportunityId === undefined || record.opportunityId === opportunityId) &&
    (ownerId === undefined || record.ownerId === ownerId) &&
    (state === undefined || record.state === state);
