import { defineEntity } from '../../../shared/table/entity.ts';
import { ExportJob } from './export.schema.ts';

export const exportJob = defineEntity({ name: 'platform.export', idPrefix: 'exp', schema: ExportJob });
