import { defineStates } from '../../shared/states.ts';

/** Raised by shortages; ordered, received or cancelled with its purchase order or its last demand. */
export const requisitionStates = defineStates('procurement.requisition', ['open'], {
  order: { from: ['open'], to: 'ordered' },
  receive: { from: ['ordered'], to: 'received' },
  cancel: { from: ['open', 'ordered'], to: 'cancelled' },
});
