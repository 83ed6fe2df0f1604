/**
 * A supply is a requisition until it is ordered, and then the line of the purchase order that it became. Pegs and
 * surplus are read and written here wherever they are, always inside the commit that decides on them.
 */
import { withSurplus } from '../../shared/netting.ts';
import { type Peg, waitingOfAll } from '../../shared/pegs.ts';
import { canTransition, transition } from '../../shared/states.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { requisitionCancelled } from './events.ts';
import { purchaseOrderEntity } from './order.entity.ts';
import { surplusOf } from './order.progress.ts';
import type { PurchaseOrder, PurchaseOrderLine } from './order.schema.ts';
import { planEntity, reservationPegsEntity } from './plan.entity.ts';
import type { PurchaseSurplus, SupplyRef } from './plan.schema.ts';
import { requisitionEntity } from './requisition.entity.ts';
import type { Requisition } from './requisition.schema.ts';
import { requisitionStates } from './requisition.states.ts';

export type Supply =
  | { readonly kind: 'requisition'; readonly requisition: Stored<Requisition> }
  | { readonly kind: 'order'; readonly order: Stored<PurchaseOrder>; readonly line: PurchaseOrderLine };

/** Where a supply is found. */
type Whereabouts = Pick<SupplyRef, 'supplyId' | 'purchaseOrderId'>;

/** Reads supplies for what follows in two calls, however many they are; the commit keeps what it has read. */
export async function readAhead(work: Work, refs: readonly Whereabouts[]): Promise<void> {
  const requisitions = await work.records.getMany(
    requisitionEntity,
    refs.filter(({ purchaseOrderId }) => purchaseOrderId === undefined).map(({ supplyId }) => supplyId),
  );
  const orderIds = [...refs, ...requisitions].flatMap(({ purchaseOrderId }) => purchaseOrderId ?? []);
  await work.records.getMany(purchaseOrderEntity, orderIds);
}

/** The supply where it now is, as this commit would leave it; undefined where a record is missing. */
export async function loadSupply(work: Work, ref: Whereabouts): Promise<Supply | undefined> {
  if (ref.purchaseOrderId !== undefined) return orderSupply(work, ref.purchaseOrderId, ref.supplyId);
  const requisition = await work.records.get(requisitionEntity, ref.supplyId);
  if (requisition?.purchaseOrderId !== undefined) {
    return orderSupply(work, requisition.purchaseOrderId, ref.supplyId);
  }
  return requisition === undefined ? undefined : { kind: 'requisition', requisition };
}

async function orderSupply(work: Work, purchaseOrderId: string, lineId: string): Promise<Supply | undefined> {
  const order = await work.records.get(purchaseOrderEntity, purchaseOrderId);
  const line = order?.lines.find((candidate) => candidate.lineId === lineId);
  return order === undefined || line === undefined ? undefined : { kind: 'order', order, line };
}

export const pegsOf = (supply: Supply): readonly Peg[] =>
  supply.kind === 'order' ? supply.line.pegs : supply.requisition.pegs;

/** The day on which a supply is expected. */
export const availableOnOf = (supply: Supply): string =>
  supply.kind === 'order' ? supply.line.expectedOn : supply.requisition.availableOn;

/** Writes the pegs of a supply and, from them, its surplus in the product's plan. */
export async function savePegs(work: Work, supply: Supply, pegs: Peg[], action: string): Promise<void> {
  if (supply.kind === 'requisition') {
    const requisition = work.update(requisitionEntity, supply.requisition, { pegs }, action);
    await saveSurplus(work, requisition.productId, surplusOfRequisition(requisition));
    return;
  }
  const line = { ...supply.line, pegs };
  const lines = supply.order.lines.map((candidate) => (candidate.lineId === line.lineId ? line : candidate));
  const order = work.update(purchaseOrderEntity, supply.order, { lines }, action);
  await saveSurplus(work, line.productId, surplusOfLine(order, line));
}

export function surplusOfRequisition({ id, state, quantity, pegs, availableOn }: Requisition): PurchaseSurplus {
  const surplus = state === 'open' ? Math.max(0, quantity - waitingOfAll(pegs)) : 0;
  return { supplyId: id, surplus, availableOn, pegs: pegs.length };
}

export function surplusOfLine(order: Pick<PurchaseOrder, 'id' | 'state'>, line: PurchaseOrderLine): PurchaseSurplus {
  const { lineId, requisitionId, expectedOn, pegs } = line;
  const entry = { supplyId: lineId, availableOn: expectedOn, pegs: pegs.length };
  const surplus = order.state === 'open' ? surplusOf(line) : 0;
  return requisitionId === undefined ? { ...entry, surplus, purchaseOrderId: order.id } : { ...entry, surplus };
}

/**
 * Writes one supply's surplus into the product's plan. The plan is written even where nothing changes in it: that is
 * what makes two decisions at once meet.
 */
export async function saveSurplus(work: Work, productId: string, surplus: PurchaseSurplus): Promise<void> {
  const plan = await work.records.get(planEntity, { productId });
  if (plan === undefined) work.create(planEntity, { productId, supplies: withSurplus([], surplus) });
  else work.update(planEntity, plan, { supplies: withSurplus(plan.supplies, surplus) });
}

/**
 * Takes pegs off a supply: `pegs` are those that stay. A requisition that nothing needs then and nobody ordered yet is
 * cancelled; what is ordered brings surplus. At most four actions.
 */
export async function dropPegs(work: Work, supply: Supply, pegs: Peg[]): Promise<void> {
  const isNeeded = supply.kind === 'order' || waitingOfAll(pegs) > 0;
  if (isNeeded || !canTransition(requisitionStates, 'cancel', supply.requisition.state)) {
    return savePegs(work, supply, pegs, 'unpeg');
  }
  const state = transition(requisitionStates, 'cancel', supply.requisition.state);
  const requisition = work.update(requisitionEntity, supply.requisition, { state, pegs }, 'cancel');
  await saveSurplus(work, requisition.productId, surplusOfRequisition(requisition));
  const { id, productId, sku } = requisition;
  work.emit(requisitionCancelled, requisition, { requisitionId: id, productId, sku });
}

/**
 * Notes that a reservation has a peg on a supply, so that its release finds it. Where that is known already the commit
 * still holds only while the reservation is not released.
 */
export async function noteSupply(work: Work, reservationId: string, ref: SupplyRef): Promise<void> {
  const known = await work.records.get(reservationPegsEntity, { reservationId });
  if (known === undefined) {
    work.create(reservationPegsEntity, { reservationId, released: false, supplies: [ref] });
  } else if (known.supplies.every(({ supplyId }) => supplyId !== ref.supplyId)) {
    work.update(reservationPegsEntity, known, { supplies: [...known.supplies, ref] });
  } else work.expectUnchanged(reservationPegsEntity, known);
}
