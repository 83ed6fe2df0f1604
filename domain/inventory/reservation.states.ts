/** A reservation is open until its demand has everything (fulfilled) or is gone (released). */
import { defineStates } from '../../shared/states.ts';

export const reservationStates = defineStates('inventory.reservation', ['open', 'released'], {
  fulfil: { from: ['open'], to: 'fulfilled' },
  release: { from: ['open'], to: 'released' },
});
