import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { consumeReservation, reservationIdFor } from '../../inventory/index.ts';
import { productionStarted } from '../events.ts';
import { productionOrderEntity } from '../order.entity.ts';
import { type ProductionOrderResource, presentProductionOrder } from '../order.resource.ts';
import type { Component, ProductionOrder } from '../order.schema.ts';
import { productionOrderStates } from '../order.states.ts';
import { orderFacts } from '../plan.ts';

/**
 * Starts an order: all its components leave the stock for work in progress, at cost, in the same commit.
 * @throws Rejection `production.order.illegal_transition` (409) unless it is ready
 */
export async function startOrder(
  context: Context,
  { params, ifMatch }: RouteInput<{ productionOrderId: string }>,
): Promise<ProductionOrderResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(productionOrderEntity, params.productionOrderId);
    expectVersion(before, ifMatch);
    const state = transition(productionOrderStates, 'start', before.state);
    const components = await issueComponents(work, before);
    const materialMinor = components.reduce((sum, { issuedMinor }) => sum + issuedMinor, 0);
    const startedAt = nowAt(context.deps.clock);
    const order = work.update(productionOrderEntity, before, { state, components, materialMinor, startedAt }, 'start');
    work.emit(productionStarted, order, { ...orderFacts(order), materialCost: toMoney(materialMinor, order.currency) });
    return presentProductionOrder(order);
  });
}

async function issueComponents(work: Work, order: ProductionOrder): Promise<Component[]> {
  if (order.components.length === 0) return [];
  const { lines } = await consumeReservation(work, {
    reservationId: reservationIdFor(work.context.tenantId, { kind: 'production_order', id: order.id }),
    kind: 'issue',
    on: await todayOf(work.context),
    source: { kind: 'production_order', id: order.id },
    memo: `Components of ${order.number}`,
    correlationId: order.correlationId,
    lines: order.components.map(({ lineId, quantity }) => ({ lineId, quantity })),
  });
  const issued = new Map(lines.map((line) => [line.lineId, line]));
  return order.components.map((component) => {
    const line = issued.get(component.lineId);
    return line === undefined ? component : { ...component, issued: line.quantity, issuedMinor: line.valueMinor };
  });
}
