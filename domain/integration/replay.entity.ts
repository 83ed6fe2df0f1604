import { defineEntity } from '../../shared/table/entity.ts';
import { Replay } from './replay.schema.ts';

/** Not audited: a record that changes with every step. Its start and its end are events, with who asked for them. */
export const replay = defineEntity({
  name: 'integration.replay',
  idPrefix: 'rpl',
  schema: Replay,
  listed: false,
  lists: { byWebhook: { slot: 'gsi2', by: ['webhookId'] } },
  audited: false,
  due: 'nextStepAt',
  dueGroup: 'webhookId',
});
