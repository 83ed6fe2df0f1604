import { defineStates } from '../../shared/states.ts';

export const invitationStates = defineStates('platform.invitation', ['pending'], {
  accept: { from: ['pending'], to: 'accepted' },
  revoke: { from: ['pending'], to: 'revoked' },
});
