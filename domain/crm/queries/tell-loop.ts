import type { Context } from '../../../shared/context.ts';
import type { LoopDocument } from '../../../shared/module.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { opportunity } from '../opportunity.entity.ts';
import type { Opportunity } from '../opportunity.schema.ts';
import { task } from '../task.entity.ts';
import type { Task } from '../task.schema.ts';

/** The opportunity and the tasks among the subjects of a loop's events. */
export async function tellLoop(context: Context, ids: readonly string[]): Promise<LoopDocument[]> {
  const [opportunities, tasks] = await Promise.all([
    context.records.getMany(
      opportunity,
      ids.filter((id) => id.startsWith('opp_')),
    ),
    context.records.getMany(
      task,
      ids.filter((id) => id.startsWith('tsk_')),
    ),
  ]);
  return [...opportunities.map(tellOpportunity), ...tasks.map(tellTask)];
}

const tellOpportunity = (record: Opportunity): LoopDocument => ({
  kind: 'crm.opportunity',
  id: record.id,
  title: record.name,
  state: record.state,
  money: toMoney(record.amountMinor, record.currency),
  ...(record.state === 'open'
    ? {
        waiting: {
          step: 'win',
          heldBy: record.ownerId ?? 'sales',
          reason: `The opportunity is in stage "${record.stage}"`,
        },
      }
    : {}),
});

const tellTask = (record: Task): LoopDocument => ({
  kind: 'crm.task',
  id: record.id,
  title: record.subject,
  state: record.state,
  ...(record.state === 'open'
    ? { waiting: { step: 'follow_up', heldBy: record.ownerId ?? 'sales', reason: `Due on ${record.dueOn}` } }
    : {}),
});
