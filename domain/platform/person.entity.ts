import { defineEntity } from '../../shared/table/entity.ts';
import { Person } from './person.schema.ts';

export const person = defineEntity({
  name: 'platform.person',
  schema: Person,
  key: { partition: ['emailHash'] },
  space: 'platform',
  listed: false,
  audited: false,
});
