import { defineEntity } from '../../shared/table/entity.ts';
import { Entry } from './entry.schema.ts';

/** Written once and never changed; not audited, since it says by itself who moved what and why. */
export const entryEntity = defineEntity({
  name: 'inventory.entry',
  idPrefix: 'ste',
  schema: Entry,
  lists: { byHand: { slot: 'gsi2', by: ['byHand'] } },
  audited: false,
});
