import { defineStates } from '../../shared/states.ts';

/**
 * What may be done to a purchase order. How far it is (to receive, to bill, completed, closed) is derived from its
 * quantities and never set by hand (B2, `order.progress.ts`).
 */
export const purchaseOrderStates = defineStates('procurement.order', ['open'], {
  receive: { from: ['open'], to: 'open' },
  bill: { from: ['open'], to: 'open' },
  close: { from: ['open'], to: 'open' },
  cancel: { from: ['open'], to: 'cancelled' },
});
