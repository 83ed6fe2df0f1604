import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { decideStages } from '../decide-pipeline.ts';
import { defaultPipelineId, pipeline } from '../pipeline.entity.ts';
import { type PipelineChange, type PipelineResource, presentPipeline, readStages } from '../pipeline.resource.ts';

/** Renames, moves, adds and retires stages. Opportunities keep the probability that they took when they moved. */
export async function updatePipeline(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ pipelineId: string }, unknown, PipelineChange>,
): Promise<PipelineResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(pipeline, params.pipelineId);
    expectVersion(before, ifMatch);
    const { name = before.name } = body;
    const stages = body.stages === undefined ? before.stages : decideStages(before.stages, readStages(body.stages));
    const changed = work.update(pipeline, before, { name, stages });
    return presentPipeline(changed, defaultPipelineId(context.tenantId));
  });
}
