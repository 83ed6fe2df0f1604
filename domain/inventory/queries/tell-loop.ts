/** Inventory's documents in the loop's story: what is reserved, what waits and for whom, what moved. */
import type { Context } from '../../../shared/context.ts';
import type { LoopDocument } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { entryEntity } from '../entry.entity.ts';
import type { Entry } from '../entry.schema.ts';
import { reservationEntity } from '../reservation.entity.ts';
import type { Reservation } from '../reservation.schema.ts';
import { shortOf } from '../reservation-lines.ts';

export async function tellLoop(context: Context, ids: readonly string[]): Promise<LoopDocument[]> {
  const [{ currency }, reservations, entries] = await Promise.all([
    profileOf(context),
    context.records.getMany(
      reservationEntity,
      ids.filter((id) => id.startsWith('rsv_')),
    ),
    context.records.getMany(
      entryEntity,
      ids.filter((id) => id.startsWith('ste_')),
    ),
  ]);
  return [...reservations.map(tellReservation), ...entries.map((entry) => tellEntry(entry, currency))];
}

export function tellReservation(reservation: Reservation): LoopDocument {
  const { id, demand, state, lines } = reservation;
  const title = `Reservation for ${demand.kind === 'sales_order' ? 'the sales order' : 'production'}`;
  const short = state === 'open' ? lines.filter((line) => shortOf(line) > 0) : [];
  return {
    kind: 'inventory.reservation',
    id,
    title,
    state,
    ...(short.length === 0 ? {} : { waiting: waitingFor(short) }),
  };
}

function waitingFor(short: Reservation['lines']): NonNullable<LoopDocument['waiting']> {
  const makes = short.some(({ kind }) => kind === 'manufactured');
  const buys = short.some(({ kind }) => kind === 'purchased');
  const lacking = short.map((line) => `${fromScaled(shortOf(line))} ${line.sku}`);
  return {
    step: 'reserve stock',
    heldBy: [makes ? 'production' : '', buys ? 'purchasing' : ''].filter((holder) => holder !== '').join(' and '),
    reason: `Short of ${lacking.slice(0, 5).join(', ')}${lacking.length > 5 ? ` and ${lacking.length - 5} more` : ''}.`,
  };
}

const tellEntry = (entry: Entry, currency: string): LoopDocument => ({
  kind: 'inventory.entry',
  id: entry.id,
  title: `Stock ${entry.kind.replaceAll('_', ' ')} of ${entry.lines.length} line${entry.lines.length === 1 ? '' : 's'}`,
  state: 'posted',
  money: toMoney(
    entry.lines.reduce((sum, { valueMinor }) => sum + valueMinor, 0),
    currency,
  ),
});
