import { defineEntity } from '../../shared/table/entity.ts';
import { Invitation } from './invitation.schema.ts';

export const invitation = defineEntity({ name: 'platform.invitation', idPrefix: 'ivt', schema: Invitation });
