import { defineEntity } from '../../shared/table/entity.ts';
import { Task } from './task.schema.ts';

export const task = defineEntity({
  name: 'crm.task',
  idPrefix: 'tsk',
  schema: Task,
  lists: {
    byState: { slot: 'gsi2', by: ['state'], sortBy: 'dueOn' },
    byAccount: { slot: 'gsi3', by: ['accountId'], sortBy: 'dueOn' },
  },
});
