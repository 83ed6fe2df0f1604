/** The part of production in a loop's story. */
import type { Context } from '../../../shared/context.ts';
import type { LoopDocument } from '../../../shared/module.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { remainingOf } from '../decide-report.ts';
import { actualCostOf, plannedCostOf } from '../order.cost.ts';
import { productionOrderEntity } from '../order.entity.ts';
import type { ProductionOrder } from '../order.schema.ts';

export async function tellLoop(context: Context, ids: readonly string[]): Promise<LoopDocument[]> {
  const orders = await context.records.getMany(
    productionOrderEntity,
    ids.filter((id) => id.startsWith(`${productionOrderEntity.idPrefix}_`)),
  );
  return orders.map(tellOrder);
}

function tellOrder(order: ProductionOrder): LoopDocument {
  const { id, number, state, sku, name, quantity, unit, currency } = order;
  const cost = state === 'planned' || state === 'ready' ? plannedCostOf(order) : actualCostOf(order);
  const waiting = waitingOf(order);
  return {
    kind: productionOrderEntity.name,
    id,
    number,
    title: `${fromScaled(quantity)} ${unit} ${sku} ${name}`,
    state,
    ...(cost === undefined ? {} : { money: toMoney(cost, currency) }),
    ...(waiting === undefined ? {} : { waiting }),
  };
}

function waitingOf(order: ProductionOrder): LoopDocument['waiting'] {
  const { state, blocked, sku, unit, startOn, dueOn } = order;
  if (blocked !== undefined) {
    const reason = blocked === 'no_bom' ? `"${sku}" has no bill of material.` : `"${sku}" has too many components.`;
    return { step: 'replan', heldBy: 'production planner', reason };
  }
  if (state === 'planned') {
    return {
      step: 'ready',
      heldBy: 'production planner',
      reason: `Components are awaited; it is to start on ${startOn}.`,
    };
  }
  if (state === 'ready') return { step: 'start', heldBy: 'operator', reason: `It can start; it is due on ${dueOn}.` };
  if (state !== 'in_progress') return undefined;
  return {
    step: 'complete',
    heldBy: 'operator',
    reason: `${fromScaled(remainingOf(order))} ${unit} remain; due on ${dueOn}.`,
  };
}
