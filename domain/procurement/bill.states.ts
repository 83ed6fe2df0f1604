import { defineStates } from '../../shared/states.ts';

/** A bill that does not match is held until a person releases it; it is paid once nothing is due (B5). */
export const billStates = defineStates('procurement.bill', ['open', 'on_hold'], {
  release: { from: ['on_hold'], to: 'open' },
  pay: { from: ['open'], to: 'paid' },
});
