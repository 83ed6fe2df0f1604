import { describe, expect, it } from 'vitest';
import { decideCancel, decideClose, lostPegs } from '../../../domain/procurement/decide-end.ts';
import { lineOfRequisition, vendorOfRequisitions } from '../../../domain/procurement/decide-order.ts';
import { purchaseOrderStatus, surplusOf } from '../../../domain/procurement/order.progress.ts';
import type { Requisition } from '../../../domain/procurement/requisition.schema.ts';
import { withSurplus } from '../../../shared/netting.ts';
import { withoutReservation, withPeg } from '../../../shared/pegs.ts';
import { line, order, peg, refusalOf, units } from './fixtures.ts';

describe('the status of a purchase order is derived from its quantities (B2)', () => {
  it.each([
    ['nothing came in or is billed', {}, 'to_receive_and_bill'],
    ['a part came in', { received: units(4) }, 'to_receive_and_bill'],
    ['all is billed, a part came in', { received: units(4), billed: units(10) }, 'to_receive'],
    ['all came in', { received: units(10) }, 'to_bill'],
    ['all came in, a part is billed', { received: units(10), billed: units(4) }, 'to_bill'],
    ['all came in and is billed', { received: units(10), billed: units(10) }, 'completed'],
    ['more came in than was billed', { received: units(11), billed: units(10) }, 'to_bill'],
    ['the rest was given up, the part is to bill', { received: units(4), givenUp: units(6) }, 'to_bill'],
    [
      'the rest was given up, the part is billed',
      { received: units(4), givenUp: units(6), billed: units(4) },
      'closed',
    ],
  ])('%s', (_, fields, status) => {
    expect(purchaseOrderStatus(order([line(fields)]))).toBe(status);
  });

  it('is cancelled where it was cancelled', () => {
    expect(purchaseOrderStatus(order([line()], { state: 'cancelled' }))).toBe('cancelled');
  });
});

describe('ending a purchase order', () => {
  it.each([
    ['cancel before anything came in', decideCancel, {}, 'allowed'],
    ['cancel after a part came in', decideCancel, { received: units(1) }, 'procurement.order.already_received'],
    ['cancel after a bill', decideCancel, { billed: units(1) }, 'procurement.order.already_received'],
    ['close before anything came in', decideClose, {}, 'procurement.order.nothing_received'],
    ['close after a bill, though nothing came in', decideClose, { billed: units(1) }, 'allowed'],
    ['close after a part came in', decideClose, { received: units(1) }, 'allowed'],
    ['close after all came in', decideClose, { received: units(10) }, 'procurement.order.nothing_to_close'],
  ])('%s', (_, decide, fields, expected) => {
    expect(refusalOf(() => decide(order([line(fields)]), 'reason'))).toBe(expected);
  });

  it('leaves the demands that waited for it to be planned again, and keeps what they got', () => {
    const waiting = line({ received: units(4), pegs: [peg(4, 4), peg(3, 1, '2026-05-15', 'rsv_b')] });
    const [closed] = decideClose(order([waiting]), 'reason').lines;
    expect(closed).toMatchObject({ givenUp: units(6) });
    expect(lostPegs({ state: 'open' }, closed ?? waiting).map(({ reservationId }) => reservationId)).toEqual(['rsv_b']);
    expect(lostPegs({ state: 'open' }, waiting)).toEqual([]);
  });
});

describe('pegs and surplus (P21, G9)', () => {
  it.each([
    ['all of it without pegs', [], 10],
    ['what the pegs leave', [peg(3), peg(4, 0, '2026-05-15', 'rsv_b')], 3],
    ['what is still to come less what pegs still wait for', [peg(5, 4)], 5],
  ])('a line’s surplus is %s', (_, pegs, surplus) => {
    const received = pegs.some((entry) => entry.received > 0) ? units(4) : 0;
    expect(surplusOf(line({ pegs, received }))).toBe(units(surplus));
  });

  it('a demand that is gone leaves its goods that came in, and waits for no more', () => {
    expect(withoutReservation([peg(5, 2), peg(3, 0, '2026-05-15', 'rsv_b')], 'rsv_line')).toEqual([
      peg(2, 2),
      peg(3, 0, '2026-05-15', 'rsv_b'),
    ]);
    expect(withoutReservation([peg(5)], 'rsv_line')).toEqual([]);
  });

  it('a second peg of one demand line adds to the first', () => {
    expect(withPeg([peg(5, 2)], peg(3))).toEqual([peg(8, 2)]);
  });

  it('the plan keeps supplies with a surplus only', () => {
    const entry = { supplyId: 'a', surplus: units(1), availableOn: '2026-05-10', pegs: 1 };
    const kept = withSurplus(withSurplus([], entry), { ...entry, supplyId: 'b' });
    expect(withSurplus(kept, { ...entry, surplus: 0 }).map(({ supplyId }) => supplyId)).toEqual(['b']);
  });
});

describe('ordering requisitions', () => {
  const requisition = (fields: Partial<Requisition>): Requisition => ({
    id: 'prq',
    number: 'PR-2026-00001',
    state: 'open',
    correlationId: 'loop',
    productId: 'prd',
    sku: 'TUBE',
    name: 'Tube',
    vendorId: 'ven_a',
    vendorName: 'Ada',
    quantity: units(5),
    pegs: [],
    neededOn: '2026-05-15',
    releaseOn: '2026-05-10',
    availableOn: '2026-05-15',
    late: false,
    overMaximum: false,
    ...fields,
  });

  it.each([
    ['of one vendor', [{}, {}], undefined, 'allowed'],
    ['of two vendors', [{}, { vendorId: 'ven_b' }], undefined, 'procurement.order.several_vendors /requisitionIds'],
    ['of two vendors from a third', [{}, { vendorId: 'ven_b' }], 'ven_c', 'allowed'],
    ['that nobody sells', [{}, { vendorId: undefined }], undefined, 'no_vendor /requisitionIds/1'],
    ['that nobody sells from a vendor named', [{ vendorId: undefined }], 'ven_c', 'allowed'],
  ])('%s', (_, fields, vendorId, expected) => {
    const requisitions = fields.map((given) => requisition(given));
    expect(refusalOf(() => vendorOfRequisitions(requisitions, vendorId))).toBe(expected);
  });

  it.each([
    ['ordered already', { state: 'ordered' }, 'procurement.requisition.illegal_transition'],
    ['cancelled', { state: 'cancelled' }, 'procurement.requisition.illegal_transition'],
    ['without a price today', {}, 'no_price /requisitionIds/0'],
  ])('%s is refused', (_, fields, expected) => {
    const product = { id: 'prd', sku: 'TUBE' } as Parameters<typeof lineOfRequisition>[1]['product'];
    const facts = { product, price: undefined, today: '2026-05-01' };
    expect(refusalOf(() => lineOfRequisition(requisition(fields), facts, '/requisitionIds/0'))).toBe(expected);
  });
});
