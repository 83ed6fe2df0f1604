/** How far the sweeper of due work has come, so that a run that was missed is made up for by the next one. */
import { z } from 'zod';
import { defineEntity } from '../table/entity.ts';

const DueSweep = z.object({
  id: z.string(),
  /** Everything that had its turn until then has been sent. */
  sweptAt: z.string(),
});
export type DueSweep = z.infer<typeof DueSweep>;

export const dueSweep = defineEntity({
  name: 'due-sweep',
  schema: DueSweep,
  space: 'platform',
  listed: false,
  audited: false,
});
