import { defineStates } from '../../shared/states.ts';

export const invoiceStates = defineStates('finance.invoice', ['open'], {
  /** Nothing is due any more. */
  pay: { from: ['open'], to: 'paid' },
  /** Credited in full; a credit of a part leaves the state as it is, or pays off the rest. */
  credit: { from: ['open', 'paid'], to: 'credited' },
});
