import type { Context } from '../../../shared/context.ts';
import { type Page, type PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { defaultPipelineId, pipeline } from '../pipeline.entity.ts';
import { type PipelineResource, presentPipeline } from '../pipeline.resource.ts';

export async function listPipelines(
  context: Context,
  { query }: RouteInput<unknown, PageQuery>,
): Promise<Page<PipelineResource>> {
  const defaultId = defaultPipelineId(context.tenantId);
  return readPage(context, pipeline, query, { ascending: true }, (record) => presentPipeline(record, defaultId));
}
