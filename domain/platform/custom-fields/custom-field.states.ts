import { defineStates } from '../../../shared/states.ts';

/** A field that is archived keeps its values and can come back; what was purged is hidden for good. */
export const customFieldStates = defineStates('platform.custom_field', ['active'], {
  archive: { from: ['active'], to: 'archived' },
  restore: { from: ['archived'], to: 'active' },
  purge: { from: ['archived'], to: 'purged' },
});
