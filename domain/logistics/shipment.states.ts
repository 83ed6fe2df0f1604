/** Goods are drafted, picked, dispatched, delivered; what has not left can be cancelled (S13). */
import { defineStates } from '../../shared/states.ts';

export const shipmentStates = defineStates('logistics.shipment', ['draft'], {
  pick: { from: ['draft'], to: 'picked' },
  dispatch: { from: ['picked'], to: 'dispatched' },
  deliver: { from: ['dispatched'], to: 'delivered' },
  cancel: { from: ['draft', 'picked'], to: 'cancelled' },
});
