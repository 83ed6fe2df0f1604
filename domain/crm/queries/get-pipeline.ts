import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { defaultPipelineId, pipeline } from '../pipeline.entity.ts';
import { type PipelineResource, presentPipeline } from '../pipeline.resource.ts';

export const getPipeline = async (
  context: Context,
  { params }: RouteInput<{ pipelineId: string }>,
): Promise<PipelineResource> =>
  presentPipeline(await context.records.need(pipeline, params.pipelineId), defaultPipelineId(context.tenantId));
