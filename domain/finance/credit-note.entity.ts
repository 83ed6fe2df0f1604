import { defineEntity } from '../../shared/table/entity.ts';
import { CreditNote } from './credit-note.schema.ts';

export const creditNote = defineEntity({
  name: 'finance.credit_note',
  idPrefix: 'crn',
  schema: CreditNote,
  lists: { byAccount: { slot: 'gsi2', by: ['accountId'] }, byOrder: { slot: 'gsi3', by: ['salesOrderId'] } },
});
