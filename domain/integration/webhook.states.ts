import { defineStates } from '../../shared/states.ts';

/** A deleted endpoint stays as a record, since the audit trail and its past deliveries name it. */
export const webhookStates = defineStates('integration.webhook', ['enabled', 'disabled'], {
  enable: { from: ['disabled'], to: 'enabled' },
  disable: { from: ['enabled'], to: 'disabled' },
  delete: { from: ['enabled', 'disabled'], to: 'deleted' },
});
