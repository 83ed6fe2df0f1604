import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { importJob } from '../import.entity.ts';
import { type ImportResource, presentImport } from '../import.resource.ts';
import type { ImportParams } from '../import.schema.ts';

export const getImport = async (context: Context, { params }: RouteInput<ImportParams>): Promise<ImportResource> =>
  presentImport(await context.records.need(importJob, params.importId));
