import { defineEntity } from '../../shared/table/entity.ts';
import { derivedId } from '../../shared/values/ids.ts';
import { Callback } from './callback.schema.ts';

export const callback = defineEntity({
  name: 'finance.callback',
  idPrefix: 'pcb',
  schema: Callback,
  lists: { byState: { slot: 'gsi2', by: ['state'] } },
});

/** The one record of a movement of money: whatever tells of it again computes the same id (F6). */
export const callbackIdFor = (providerId: string, kind: Callback['kind'], reference: string): string =>
  derivedId('pcb', kind, reference.replaceAll('_', '-'), providerId);
