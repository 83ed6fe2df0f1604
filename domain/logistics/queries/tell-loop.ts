/** Logistics' documents in the loop's story. */
import type { Context } from '../../../shared/context.ts';
import type { LoopDocument } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { returnEntity } from '../return.entity.ts';
import type { Return } from '../return.schema.ts';
import { shipmentEntity } from '../shipment.entity.ts';
import type { Shipment } from '../shipment.schema.ts';

export async function tellLoop(context: Context, ids: readonly string[]): Promise<LoopDocument[]> {
  const ofKind = (prefix: string) => ids.filter((id) => id.startsWith(prefix));
  const [{ currency }, shipments, returns] = await Promise.all([
    profileOf(context),
    context.records.getMany(shipmentEntity, ofKind('shp_')),
    context.records.getMany(returnEntity, ofKind('ret_')),
  ]);
  return [
    ...shipments.map((shipment) => tellShipment(shipment, currency)),
    ...returns.map((record) => tellReturn(record, currency)),
  ];
}

export function tellShipment(shipment: Shipment, currency: string): LoopDocument {
  const { id, number, state, lines, accountName } = shipment;
  const waiting = waitingOf(shipment);
  return {
    kind: 'logistics.shipment',
    id,
    number,
    title: `${lines.length === 1 ? '1 line' : `${lines.length} lines`} to ${accountName}`,
    state,
    ...(shipment.dispatchedAt === undefined ? {} : { money: toMoney(sumOf(lines), currency) }),
    ...(waiting === undefined ? {} : { waiting }),
  };
}

function waitingOf({ state, carrier }: Shipment): LoopDocument['waiting'] {
  if (state === 'draft') return { step: 'pick', heldBy: 'warehouse', reason: 'The goods are reserved and not picked.' };
  if (state === 'picked') return { step: 'dispatch', heldBy: 'warehouse', reason: 'The goods are picked and here.' };
  if (state === 'dispatched') {
    return { step: 'deliver', heldBy: carrier ?? 'carrier', reason: 'The goods are on their way.' };
  }
  return undefined;
}

const tellReturn = ({ id, number, lines, reason }: Return, currency: string): LoopDocument => ({
  kind: 'logistics.return',
  id,
  number,
  title: reason,
  state: 'received',
  money: toMoney(sumOf(lines), currency),
});

const sumOf = (lines: readonly { readonly costMinor: number }[]): number =>
  lines.reduce((sum, { costMinor }) => sum + costMinor, 0);
