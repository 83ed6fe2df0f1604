/** The rules of a pipeline's stages, without reads or writes. */
import { rejectField } from '../../shared/rejection.ts';
import { withClosedStages } from './pipeline.entity.ts';
import { stageKeyOf } from './pipeline.resource.ts';
import type { PipelineStage } from './pipeline.schema.ts';

/**
 * All stages of a pipeline from its open ones. A stage that was there stays: opportunities and their history name it.
 * It can be renamed, moved and retired.
 * @throws Rejection `duplicate_stage`, `stage_name_needs_letters`, `stage_missing`, `no_active_stage`
 */
export function decideStages(before: readonly PipelineStage[], open: readonly PipelineStage[]): PipelineStage[] {
  const stages = withClosedStages(open);
  for (const [index, { key }] of open.entries()) {
    const pointer = `/stages/${index}/key`;
    if (key === '') throw rejectField(pointer, 'stage_name_needs_letters', 'give a key: the name has no latin letters');
    if (stages.filter((other) => other.key === key).length > 1) {
      throw rejectField(pointer, 'duplicate_stage', `Two stages have the key "${key}".`);
    }
  }
  const missing = before.find(({ key }) => !stages.some((stage) => stage.key === key));
  if (missing !== undefined) {
    throw rejectField('/stages', 'stage_missing', `The stage "${missing.key}" cannot be removed; set active to false.`);
  }
  if (!open.some(({ active }) => active)) throw rejectField('/stages', 'no_active_stage', 'needs an active stage');
  return stages;
}

/**
 * The open, active stage that a caller means by its key or name, in either case; the first one where none is said.
 * @throws Rejection `closing_stage` (use /win or /lose), `unknown_stage` with the stages that there are
 */
export function stageNamed(stages: readonly PipelineStage[], wanted: string | undefined): PipelineStage {
  const open = stages.filter(({ outcome, active }) => outcome === 'open' && active);
  const found = wanted === undefined ? open[0] : findStage(stages, wanted);
  if (found !== undefined && found.outcome !== 'open') {
    throw rejectField('/stage', 'closing_stage', `Use /${found.outcome === 'won' ? 'win' : 'lose'} to close it.`);
  }
  if (found?.active === true) return found;
  const known = open.map(({ key }) => key).join(', ');
  throw rejectField('/stage', 'unknown_stage', `The pipeline has no such stage; it has ${known}.`);
}

function findStage(stages: readonly PipelineStage[], wanted: string): PipelineStage | undefined {
  const key = stageKeyOf(wanted);
  return stages.find((stage) => stage.key === key) ?? stages.find((stage) => stageKeyOf(stage.name) === key);
}
