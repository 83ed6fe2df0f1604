import { defineEntity } from '../../shared/table/entity.ts';
import { Member } from './member.schema.ts';

export const member = defineEntity({ name: 'platform.user', idPrefix: 'usr', schema: Member });
