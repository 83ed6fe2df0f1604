/** The wire shape of a task and its input. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { Reason } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import type { Task } from './task.schema.ts';
import { OwnerId } from './text-fields.ts';

export const TaskInput = z.strictObject({
  accountId: idSchema('acc'),
  opportunityId: idSchema('opp').optional(),
  subject: Reason,
  dueOn: CalendarDate,
  ownerId: OwnerId.optional(),
});
export type TaskInput = z.infer<typeof TaskInput>;

const TaskState = z.enum(['open', 'completed']);

export const TaskResource = z
  .object({
    id: z.string(),
    /** Null where it is about the company's own set-up, such as an endpoint that was disabled. */
    accountId: z.string().nullable(),
    opportunityId: z.string().nullable(),
    subject: z.string(),
    dueOn: CalendarDate,
    ownerId: z.string().nullable(),
    state: TaskState,
    /** Open and due before today. */
    late: z.boolean(),
    completedAt: Instant.nullable(),
    completedBy: z.string().nullable(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Task' });
export type TaskResource = z.infer<typeof TaskResource>;

export const TaskListQuery = PageQuery.extend({
  state: TaskState.optional(),
  accountId: idSchema('acc').optional(),
  opportunityId: idSchema('opp').optional(),
  ownerId: OwnerId.optional(),
});
export type TaskListQuery = z.infer<typeof TaskListQuery>;

export const presentTask = (record: Stored<Task>, today: string): TaskResource => ({
  id: record.id,
  accountId: record.accountId ?? null,
  opportunityId: record.opportunityId ?? null,
  subject: record.subject,
  dueOn: record.dueOn,
  ownerId: record.ownerId ?? null,
  state: record.state as TaskResource['state'],
  late: record.state === 'open' && record.dueOn < today,
  completedAt: record.completedAt ?? null,
  completedBy: record.completedBy ?? null,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});
