import { defineStates } from '../../../shared/states.ts';

/** `succeeded`: the file is whole. `failed`: the engine gave up; nothing can be fetched. */
export const exportStates = defineStates('platform.export', ['queued'], {
  start: { from: ['queued'], to: 'running' },
  succeed: { from: ['running'], to: 'succeeded' },
  fail: { from: ['queued', 'running'], to: 'failed' },
  cancel: { from: ['queued', 'running'], to: 'cancelled' },
});
