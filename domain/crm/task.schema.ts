import { z } from 'zod';

/** Something a person is to do, as a rule about an account. */
export const Task = z.object({
  id: z.string(),
  /** Absent where it is about the company's own set-up. */
  accountId: z.string().optional(),
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
