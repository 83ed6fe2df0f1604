import type { Work } from '../../shared/table/unit-of-work.ts';
import { DEFAULT_PIPELINE, defaultPipelineId, pipeline } from './pipeline.entity.ts';

/** Every tenant starts with the default pipeline (L4). */
export const setUp = (work: Work): void => {
  work.create(pipeline, { id: defaultPipelineId(work.context.tenantId), ...DEFAULT_PIPELINE });
};
