import { z } from 'zod';

/** Something a person is to do about an account. */
export const Task = z.object({
  id: z.string(),
  accountId: z.string(),
  opportunityId: z.string().optional(),
  subject: z.string(),
  dueOn: z.string(),
  ownerId: z.string().optional(),
  state: z.string(),
  completedAt: z.string().optional(),
  completedBy: z.string().optional(),
  /** Of the loop that the task belongs to; absent where a person made it apart from one. */
  correlationId: z.string().optional(),
});
export type Task = z.infer<typeof Task>;
