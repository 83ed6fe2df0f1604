import { defineStates } from '../../shared/states.ts';

export const opportunityStates = defineStates('crm.opportunity', ['open'], {
  win: { from: ['open'], to: 'won' },
  lose: { from: ['open'], to: 'lost' },
  /** A won one only where its order is cancelled. */
  reopen: { from: ['won', 'lost'], to: 'open' },
});
