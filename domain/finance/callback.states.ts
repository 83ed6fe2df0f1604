import { defineStates } from '../../shared/states.ts';

/** What a provider told of money: booked at once where that is possible, and kept for a person where it is not. */
export const callbackStates = defineStates('finance.callback', ['booked', 'kept'], {
  /** Booked after all: a person, or another callback about the same payment, said what it is for. */
  assign: { from: ['kept'], to: 'booked' },
  /** A person looked at it, and nothing is to be booked. */
  dismiss: { from: ['kept'], to: 'dismissed' },
});
