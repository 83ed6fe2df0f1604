import { z } from 'zod';
import { fromScaled, Quantity, QuantityOrZero } from '../../shared/values/decimal.ts';
import { SignedMoney, toMoney } from '../../shared/values/money.ts';
import { CalendarDate } from '../../shared/values/time.ts';
import type { ExplosionNode } from './explosion.ts';
import { ProductKind } from './product.schema.ts';

const nodeFields = {
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  kind: ProductKind,
  unit: z.string(),
  level: z.number().int(),
  quantity: QuantityOrZero,
  /** At standard cost, operations included. */
  cost: SignedMoney,
  operations: z.array(z.object({ name: z.string(), minutes: QuantityOrZero, cost: SignedMoney })),
};

export type ExplosionNodeResource = z.infer<z.ZodObject<typeof nodeFields>> & {
  components: ExplosionNodeResource[];
};
const ExplosionNodeResource: z.ZodType<ExplosionNodeResource> = z
  .object({
    ...nodeFields,
    get components() {
      return z.array(ExplosionNodeResource);
    },
  })
  .meta({ id: 'ExplosionNode' });

export const ExplosionResource = z
  .object({
    bomId: z.string(),
    on: CalendarDate,
    quantity: Quantity,
    material: SignedMoney,
    conversion: SignedMoney,
    total: SignedMoney,
    root: ExplosionNodeResource,
  })
  .meta({ id: 'Explosion' });
export type ExplosionResource = z.infer<typeof ExplosionResource>;

export const presentNode = (node: ExplosionNode, currency: string): ExplosionNodeResource => ({
  productId: node.product.id,
  sku: node.product.sku,
  name: node.product.name,
  kind: node.product.kind,
  unit: node.product.unit,
  level: node.level,
  quantity: fromScaled(node.quantity),
  cost: toMoney(node.materialMinor + node.operationsMinor, currency),
  operations: node.operations.map(({ name, minutes, costMinor }) => ({
    name,
    minutes: fromScaled(minutes),
    cost: toMoney(costMinor, currency),
  })),
  components: node.components.map((component) => presentNode(component, currency)),
});

export const ExplosionQuery = z.strictObject({
  quantity: Quantity.default('1'),
  /** The day whose revisions and components hold; today where not said. */
  on: CalendarDate.optional(),
});
export type ExplosionQuery = z.infer<typeof ExplosionQuery>;
