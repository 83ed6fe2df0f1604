import { defineEntity } from '../../shared/table/entity.ts';
import { ApiKey } from './api-key.schema.ts';

export const apiKey = defineEntity({
  name: 'platform.api_key',
  idPrefix: 'key',
  schema: ApiKey,
  lists: { byOwner: { slot: 'gsi2', by: ['ownerId'] } },
});
