/** A stored item with what its key tells written out, for tests that look at the table as it is. */
import { modules } from '../../domain/modules.ts';
import type { Entity } from '../../shared/table/entity.ts';
import { KERNEL_ENTITIES } from '../../shared/table/kernel-entities.ts';

type Item = Readonly<Record<string, unknown>>;
type Declared = Pick<Entity, 'name' | 'partition' | 'sort'>;

const declared = new Map<string, Declared>(
  [...KERNEL_ENTITIES, ...modules.flatMap(({ entities }) => entities)].map((entity) => [entity.name, entity]),
);

/**
 * `__edb_e__` is the entity's name and `tenantId` the tenant's; a half of the key that is one attribute stands under the
 * attribute's name; `updatedAt` is there where the record has never changed as well.
 */
export function readableItem(item: Item): Record<string, unknown> {
  const [space, ...parts] = String(item.pk).split('#');
  const tenant = space === 't' ? { tenantId: parts.shift() } : {};
  const name = parts.shift() ?? '';
  const { partition = [], sort = [] } = declared.get(name) ?? {};
  const told = {
    ...tenant,
    ...(partition.length === 1 ? { [String(partition[0])]: parts.join('#') } : {}),
    ...(sort.length === 1 ? { [String(sort[0])]: String(item.sk).slice(2) } : {}),
  };
  return { __edb_e__: name, updatedAt: item.createdAt, ...told, ...item };
}
