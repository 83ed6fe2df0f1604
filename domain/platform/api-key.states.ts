import { defineStates } from '../../shared/states.ts';

export const apiKeyStates = defineStates('platform.api_key', ['active'], {
  revoke: { from: ['active'], to: 'revoked' },
});
