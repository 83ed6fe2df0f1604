/** A module of the tests whose records fall due: an errand is run at each of its instants, one after the other. */
import { z } from 'zod';
import type { Context } from '../../shared/context.ts';
import { defineModule, dueWork } from '../../shared/module.ts';
import { defineEntity, type Stored } from '../../shared/table/entity.ts';
import { commit } from '../../shared/table/unit-of-work.ts';
import { nowAt } from '../../shared/values/time.ts';

const Errand = z.object({
  id: z.string(),
  person: z.string(),
  runAt: z.string().optional(),
  /** The instants still to come after this one. */
  thenAt: z.array(z.string()),
  ranAt: z.array(z.string()),
  correlationId: z.string().optional(),
});
export type Errand = z.infer<typeof Errand>;

export const errand = defineEntity({
  name: 'errands.errand',
  schema: Errand,
  listed: false,
  audited: false,
  due: 'runAt',
  dueGroup: 'person',
});

/** What a run of an errand does before it commits: it may throw, or never end. */
export type Behaviour = (context: Context, errand: Stored<Errand>) => Promise<void>;

/** The module, with what its runs do beside their commit. */
export const errandsModule = (behave: Behaviour) =>
  defineModule({
    name: 'errands',
    summary: 'Runs errands at their instants.',
    entities: [errand],
    due: [
      dueWork({
        entity: errand,
        name: 'run-errand',
        run: async () => async (context, claimed) => {
          await behave(context, claimed);
          await commit(context, async ({ update }) => {
            const [runAt, ...thenAt] = claimed.thenAt;
            const ranAt = [...claimed.ranAt, nowAt(context.deps.clock)];
            update(errand, claimed, { ranAt, thenAt, runAt } as Partial<Errand>);
          });
        },
      }),
    ],
  });
