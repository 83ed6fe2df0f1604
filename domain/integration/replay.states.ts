import { defineStates } from '../../shared/states.ts';

/** `succeeded`: every event of the range was sent or given up; how many of each is in the counts. */
export const replayStates = defineStates('integration.replay', ['running'], {
  succeed: { from: ['running'], to: 'succeeded' },
  cancel: { from: ['running'], to: 'cancelled' },
});
