import { defineEntity } from '../../shared/table/entity.ts';
import { Delivery } from './delivery.schema.ts';

/** Not audited: its own attempts tell what became of it. */
export const delivery = defineEntity({
  name: 'integration.delivery',
  idPrefix: 'dlv',
  schema: Delivery,
  listed: false,
  lists: { byWebhook: { slot: 'gsi2', by: ['webhookId'] } },
  audited: false,
  due: 'nextAttemptAt',
  dueGroup: 'webhookId',
});
