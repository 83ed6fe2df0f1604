import { defineEntity } from '../../shared/table/entity.ts';
import { Usage } from './usage.schema.ts';

/** Not audited: what is counted tells its own story, and many count at once. */
export const usage = defineEntity({
  name: 'platform.usage',
  schema: Usage,
  key: { partition: ['limit'], sort: ['period'] },
  listed: false,
  audited: false,
});
