import { defineEntity } from '../../shared/table/entity.ts';
import { Role } from './role.schema.ts';

export const role = defineEntity({ name: 'platform.role', idPrefix: 'rol', schema: Role });
