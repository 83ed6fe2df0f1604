import { defineStates } from '../../shared/states.ts';

/** `succeeded`: every row was looked at; how many were refused is in the counts. `failed`: the engine gave up. */
export const importStates = defineStates('platform.import', ['queued'], {
  start: { from: ['queued'], to: 'running' },
  succeed: { from: ['running'], to: 'succeeded' },
  fail: { from: ['queued', 'running'], to: 'failed' },
  cancel: { from: ['queued', 'running'], to: 'cancelled' },
});
