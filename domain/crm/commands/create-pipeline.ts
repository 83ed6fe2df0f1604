import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { decideStages } from '../decide-pipeline.ts';
import { defaultPipelineId, pipeline } from '../pipeline.entity.ts';
import { type PipelineInput, type PipelineResource, presentPipeline, readStages } from '../pipeline.resource.ts';

export async function createPipeline(
  context: Context,
  { body }: RouteInput<unknown, unknown, PipelineInput>,
): Promise<PipelineResource> {
  const stages = decideStages([], readStages(body.stages));
  return commit(context, async (work) => {
    const created = work.create(pipeline, { id: context.deps.ids.next('pip'), name: body.name, stages });
    return presentPipeline(created, defaultPipelineId(context.tenantId));
  });
}
