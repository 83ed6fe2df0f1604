import { defineStates } from '../../shared/states.ts';

export const taskStates = defineStates('crm.task', ['open'], { complete: { from: ['open'], to: 'completed' } });
