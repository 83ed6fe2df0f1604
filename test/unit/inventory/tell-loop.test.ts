import { describe, expect, it } from 'vitest';
import { tellReservation } from '../../../domain/inventory/queries/tell-loop.ts';
import type { Reservation } from '../../../domain/inventory/reservation.schema.ts';

const line = (kind: 'manufactured' | 'purchased', sku: string, reserved: number): Reservation['lines'][number] => ({
  lineId: sku,
  productId: sku,
  sku,
  kind,
  quantity: 2_000_000,
  reserved,
  consumed: 0,
  toOrder: false,
  allocations: [],
});
const reservation = (state: Reservation['state'], ...lines: Reservation['lines']): Reservation => ({
  id: 'rsv',
  demand: { kind: 'sales_order', id: 'ord' },
  correlationId: 'loop',
  state,
  shippingPolicy: 'partial',
  neededOn: '2026-04-01',
  lines,
  nextLine: lines.length,
});

describe('a reservation in the loop’s story', () => {
  it.each([
    ['whole: waits for nobody', reservation('open', line('purchased', 'BELL', 2_000_000)), undefined],
    ['released: waits for nobody', reservation('released', line('purchased', 'BELL', 0)), undefined],
    ['short of what is bought', reservation('open', line('purchased', 'BELL', 500_000)), 'purchasing'],
    ['short of what is made', reservation('open', line('manufactured', 'BIKE', 0)), 'production'],
    [
      'short of both',
      reservation('open', line('manufactured', 'BIKE', 0), line('purchased', 'BELL', 0)),
      'production and purchasing',
    ],
  ])('%s', (_, given, heldBy) => {
    expect(tellReservation(given).waiting?.heldBy).toBe(heldBy);
  });
  it('says what it is short of', () => {
    expect(tellReservation(reservation('open', line('purchased', 'BELL', 500_000))).waiting?.reason).toBe(
      'Short of 1.5 BELL.',
    );
  });
});
