/** The wire shape of a production order, and the bodies of its commands. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import { PegResource, presentPeg } from '../../shared/pegs.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, Quantity, QuantityOrZero } from '../../shared/values/decimal.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { SignedMoney, toMoney, unitPriceToMoney } from '../../shared/values/money.ts';
import { Reason } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import { remainingOf, wipOf } from './decide-report.ts';
import { actualCostOf, plannedCostOf, varianceOf } from './order.cost.ts';
import { BlockedReason, type Component, type Operation, type ProductionOrder } from './order.schema.ts';
import { productionOrderStates } from './order.states.ts';

const OPERATIONS_MAX = 100;

const ProductionOrderState = z.enum(productionOrderStates.states);

export const PlanInput = z.strictObject({
  sku: z.string().min(1).max(64),
  quantity: Quantity,
  dueOn: CalendarDate,
});
export type PlanInput = z.infer<typeof PlanInput>;

export const CompleteInput = z.strictObject({
  /** Good units. */
  quantity: QuantityOrZero,
  scrapped: QuantityOrZero.optional(),
  /** Time as measured; an operation that is not named took what was planned. */
  operations: z
    .array(z.strictObject({ workCentreId: idSchema('wkc'), minutes: QuantityOrZero }))
    .max(OPERATIONS_MAX)
    .refine((named) => new Set(named.map(({ workCentreId }) => workCentreId)).size === named.length, {
      message: 'must not name a work centre twice',
    })
    .optional(),
});
export type CompleteInput = z.infer<typeof CompleteInput>;

export const EndInput = z.strictObject({ reason: Reason.optional() });
export type EndInput = z.infer<typeof EndInput>;

export const ProductionOrderListQuery = PageQuery.extend({
  salesOrderId: idSchema('ord').optional(),
  state: ProductionOrderState.optional(),
  sku: z.string().min(1).max(64).optional(),
  late: z.enum(['true', 'false']).optional(),
  blocked: z.enum(['true', 'false']).optional(),
});
export type ProductionOrderListQuery = z.infer<typeof ProductionOrderListQuery>;

const ComponentResource = z.object({
  lineId: z.string(),
  productId: z.string(),
  sku: z.string(),
  kind: z.string(),
  quantity: z.string(),
  issued: z.string(),
  returned: z.string(),
  plannedCost: SignedMoney.nullable(),
  issuedCost: SignedMoney,
});

const OperationResource = z.object({
  workCentreId: z.string(),
  workCentre: z.string(),
  minutes: z.string(),
  actualMinutes: z.string(),
  hourlyRate: SignedMoney,
});

export const ProductionOrderResource = z
  .object({
    id: z.string(),
    number: z.string(),
    state: z.string(),
    blocked: BlockedReason.nullable(),
    productId: z.string(),
    sku: z.string(),
    name: z.string(),
    unit: z.string(),
    quantity: z.string(),
    produced: z.string(),
    scrapped: z.string(),
    remaining: z.string(),
    salesOrderId: z.string().nullable(),
    /** Planned by a person, for stock. */
    byHand: z.boolean(),
    /** The demand lines that it is made for. */
    pegs: z.array(PegResource),
    bomId: z.string().nullable(),
    bomRevision: z.number().int().nullable(),
    components: z.array(ComponentResource),
    operations: z.array(OperationResource),
    startOn: CalendarDate,
    dueOn: CalendarDate,
    late: z.boolean(),
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    plannedCost: SignedMoney.nullable(),
    actualCost: SignedMoney,
    workInProgress: SignedMoney,
    /** Actual less planned, once completed. */
    variance: z.object({ material: SignedMoney, conversion: SignedMoney, total: SignedMoney }).nullable(),
    reason: z.string().nullable(),
    correlationId: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'ProductionOrder' });
export type ProductionOrderResource = z.infer<typeof ProductionOrderResource>;

const presentComponent = (component: Component, currency: string): z.infer<typeof ComponentResource> => ({
  lineId: component.lineId,
  productId: component.productId,
  sku: component.sku,
  kind: component.kind,
  quantity: fromScaled(component.quantity),
  issued: fromScaled(component.issued),
  returned: fromScaled(component.returned),
  plannedCost: component.plannedMinor === undefined ? null : toMoney(component.plannedMinor, currency),
  issuedCost: toMoney(component.issuedMinor, currency),
});

const presentOperation = (operation: Operation, currency: string): z.infer<typeof OperationResource> => ({
  workCentreId: operation.workCentreId,
  workCentre: operation.workCentreName,
  minutes: fromScaled(operation.minutes),
  actualMinutes: fromScaled(operation.actualMinutes),
  hourlyRate: unitPriceToMoney(operation.hourlyRate, currency),
});

/** Money of a production order on the wire. */
function presentCost(order: ProductionOrder) {
  const money = (minor: number) => toMoney(minor, order.currency);
  const [planned, variance] = [plannedCostOf(order), varianceOf(order)];
  return {
    plannedCost: planned === undefined ? null : money(planned),
    actualCost: money(actualCostOf(order)),
    workInProgress: money(wipOf(order)),
    variance:
      variance === undefined
        ? null
        : {
            material: money(variance.material),
            conversion: money(variance.conversion),
            total: money(variance.total),
          },
  };
}

export const presentProductionOrder = (order: Stored<ProductionOrder>): ProductionOrderResource => ({
  id: order.id,
  number: order.number,
  state: order.state,
  blocked: order.blocked ?? null,
  productId: order.productId,
  sku: order.sku,
  name: order.name,
  unit: order.unit,
  quantity: fromScaled(order.quantity),
  produced: fromScaled(order.produced),
  scrapped: fromScaled(order.scrapped),
  remaining: fromScaled(remainingOf(order)),
  salesOrderId: order.salesOrderId ?? null,
  byHand: order.byHand,
  pegs: order.pegs.map(presentPeg),
  bomId: order.bomId ?? null,
  bomRevision: order.bomRevision ?? null,
  components: order.components.map((component) => presentComponent(component, order.currency)),
  operations: order.operations.map((operation) => presentOperation(operation, order.currency)),
  startOn: order.startOn,
  dueOn: order.dueOn,
  late: order.late,
  startedAt: order.startedAt ?? null,
  endedAt: order.endedAt ?? null,
  ...presentCost(order),
  reason: order.endReason ?? null,
  correlationId: order.correlationId,
  version: order.version,
  createdAt: order.createdAt,
  updatedAt: order.updatedAt,
});
