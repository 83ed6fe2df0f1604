import { defineEntity } from '../../shared/table/entity.ts';
import { derivedId } from '../../shared/values/ids.ts';
import { Invoice } from './invoice.schema.ts';

export const invoice = defineEntity({
  name: 'finance.invoice',
  idPrefix: 'inv',
  schema: Invoice,
  lists: { byAccount: { slot: 'gsi2', by: ['accountId'] }, byAge: { slot: 'gsi3', by: ['agedIn'] } },
});

/** The one invoice of a shipment or a fulfilment: a second attempt computes the same id (F6). */
export const invoiceIdFor = (tenantId: string, sourceId: string): string => derivedId('inv', tenantId, sourceId);
