import { defineEntity } from '../../shared/table/entity.ts';
import { Subscription } from './subscription.schema.ts';

export const subscription = defineEntity({ name: 'platform.subscription', schema: Subscription, listed: false });
