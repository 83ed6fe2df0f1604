import { defineStates } from '../../shared/states.ts';

/**
 * A production order waits for its components (planned), can be started (ready), is worked on (in progress). A report
 * leaves it in progress until nothing remains, which completes it; `close` completes it short.
 */
export const productionOrderStates = defineStates('production.order', ['planned', 'ready'], {
  replan: { from: ['planned'], to: 'planned' },
  ready: { from: ['planned'], to: 'ready' },
  start: { from: ['ready'], to: 'in_progress' },
  complete: { from: ['in_progress'], to: 'completed' },
  close: { from: ['in_progress'], to: 'completed' },
  cancel: { from: ['planned', 'ready', 'in_progress'], to: 'cancelled' },
});
