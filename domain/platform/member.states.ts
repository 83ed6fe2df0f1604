import { defineStates } from '../../shared/states.ts';

/** A removed member stays as a record, so that its audit chain goes on when the person is invited again. */
export const memberStates = defineStates('platform.user', ['active'], {
  suspend: { from: ['active'], to: 'suspended' },
  reinstate: { from: ['suspended'], to: 'active' },
  remove: { from: ['active', 'suspended'], to: 'removed' },
  rejoin: { from: ['removed'], to: 'active' },
});
