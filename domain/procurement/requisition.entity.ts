import { defineEntity } from '../../shared/table/entity.ts';
import { Requisition } from './requisition.schema.ts';

export const requisitionEntity = defineEntity({
  name: 'procurement.requisition',
  idPrefix: 'prq',
  schema: Requisition,
  lists: {
    byState: { slot: 'gsi2', by: ['state'], sortBy: 'releaseOn', shared: { open: 'awaited', ordered: 'awaited' } },
  },
});
