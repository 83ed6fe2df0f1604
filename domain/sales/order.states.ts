import { defineStates } from '../../shared/states.ts';

export const orderStates = defineStates('sales.order', ['held', 'confirmed'], {
  release: { from: ['held'], to: 'confirmed' },
  cancel: { from: ['held', 'confirmed'], to: 'cancelled' },
  /** The undelivered rest is given up after a part has left. */
  close: { from: ['confirmed'], to: 'closed' },
  complete: { from: ['confirmed'], to: 'completed' },
  /** Goods left while the cancellation was on its way: only the rest is given up. */
  correct: { from: ['cancelled'], to: 'closed' },
});
