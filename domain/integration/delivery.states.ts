import { defineStates } from '../../shared/states.ts';

/**
 * `delivered`: the receiver said 2xx. `failed`: the schedule is used up. `cancelled`: the endpoint was deleted or
 * disabled, or the replay that it belongs to was stopped. Each can be sent again.
 */
export const deliveryStates = defineStates('integration.delivery', ['pending'], {
  deliver: { from: ['pending'], to: 'delivered' },
  fail: { from: ['pending'], to: 'failed' },
  cancel: { from: ['pending'], to: 'cancelled' },
  resend: { from: ['delivered', 'failed', 'cancelled'], to: 'pending' },
});
