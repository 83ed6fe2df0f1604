import { defineEntity } from '../../shared/table/entity.ts';
import { ImportJob, ImportPage } from './import.schema.ts';

export const importJob = defineEntity({ name: 'platform.import', idPrefix: 'imp', schema: ImportJob });

/** Not audited: written once, with the step of the job that it reports on. */
export const importPage = defineEntity({
  name: 'platform.import_page',
  schema: ImportPage,
  key: { partition: ['importId'], sort: ['page'] },
  listed: false,
  lists: { byImport: { slot: 'gsi2', by: ['importId'], sortBy: 'page' } },
  audited: false,
});
