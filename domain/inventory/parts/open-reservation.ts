/** A demand appears, or goes. Either may come first: both meet at the one reservation whose id follows from it. */
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import type { ProductKind } from '../../catalog/index.ts';
import type { Demand } from '../events.ts';
import { reservationEntity, reservationIdOf } from '../reservation.entity.ts';
import type { Reservation } from '../reservation.schema.ts';
import { freeNextLines, reserveNextLines } from './reserve-lines.ts';
import { sayReleased } from './say-reserved.ts';

export type DemandFacts = {
  readonly demand: Demand;
  readonly salesOrderId?: string | undefined;
  readonly correlationId: string;
  readonly neededOn: string;
  readonly shippingPolicy: Reservation['shippingPolicy'];
  /** As in the event: quantities are decimal strings. */
  readonly lines: readonly {
    readonly lineId: string;
    readonly productId: string;
    readonly sku: string;
    readonly kind: ProductKind;
    readonly quantity: string;
  }[];
};

/**
 * Adds the demand's reservation and reserves its first lines. Nothing where the demand has one (a second delivery, or
 * the mark of a demand that was cancelled before it was heard of), or where it wants services only.
 */
export async function openReservation(work: Work, facts: DemandFacts): Promise<void> {
  const id = reservationIdOf(work.context.tenantId, facts.demand);
  if ((await work.records.get(reservationEntity, id)) !== undefined) return;
  const stocked = facts.lines.filter(({ kind }) => kind !== 'service');
  if (stocked.length === 0) return;
  const { demand, salesOrderId, correlationId, neededOn, shippingPolicy } = facts;
  const opened = work.create(reservationEntity, {
    id,
    demand,
    ...(salesOrderId === undefined ? {} : { salesOrderId }),
    correlationId,
    state: 'open',
    shippingPolicy,
    neededOn,
    lines: stocked.map(({ lineId, productId, sku, kind, quantity }) => ({
      lineId,
      productId,
      sku,
      kind,
      quantity: toScaled(quantity),
      reserved: 0,
      consumed: 0,
      toOrder: false,
      allocations: [],
    })),
    nextLine: 0,
  });
  await reserveNextLines(work, opened);
}

export type GoneFacts = {
  readonly demand: Demand;
  readonly salesOrderId?: string | undefined;
  readonly correlationId: string;
  /** Calendar date; kept on the mark of a demand that was never heard of. */
  readonly on: string;
};

/**
 * Releases the demand's reservation and frees its first lines. Where there is none yet, a released one without lines is
 * left as a mark, so that a demand that is heard of late reserves nothing.
 */
export async function releaseReservation(work: Work, facts: GoneFacts): Promise<void> {
  const id = reservationIdOf(work.context.tenantId, facts.demand);
  const reservation = await work.records.get(reservationEntity, id);
  if (reservation === undefined) {
    const { demand, salesOrderId, correlationId, on } = facts;
    work.create(
      reservationEntity,
      {
        id,
        demand,
        ...(salesOrderId === undefined ? {} : { salesOrderId }),
        correlationId,
        state: 'released',
        shippingPolicy: 'partial',
        neededOn: on,
        lines: [],
        nextLine: 0,
      },
      'release',
    );
    return;
  }
  if (reservation.state !== 'open') return;
  const released = work.update(reservationEntity, reservation, { state: 'released', nextLine: 0 }, 'release');
  sayReleased(work, released);
  await freeNextLines(work, released);
}
