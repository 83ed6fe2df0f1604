import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { taskCreated } from './events.ts';
import { task } from './task.entity.ts';
import type { Task } from './task.schema.ts';

/** Adds an open task and says so. */
export function addTask(work: Work, fields: Omit<Task, 'state' | 'completedAt' | 'completedBy'>): Stored<Task> {
  const created = work.create(task, { ...fields, state: 'open' });
  const { id: taskId, accountId, subject, dueOn, ownerId } = created;
  work.emit(taskCreated, created, {
    ...{ taskId, subject, dueOn },
    ...(accountId === undefined ? {} : { accountId }),
    ...(ownerId === undefined ? {} : { ownerId }),
  });
  return created;
}
