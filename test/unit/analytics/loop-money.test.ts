import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { sumLoopMoney } from '../../../domain/analytics/loop-money.ts';
import { opportunityWon } from '../../../domain/crm/events.ts';
import * as finance from '../../../domain/finance/events.ts';
import { returnReceived, shipmentDispatched } from '../../../domain/logistics/events.ts';
import { orderCancelled, orderClosed, orderConfirmed } from '../../../domain/sales/events.ts';
import type { EventDefinition, EventEnvelope } from '../../../shared/events/event.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { toMoney } from '../../../shared/values/money.ts';

const eur = (minor: number) => toMoney(minor, 'EUR');
const event = <Data>({ type }: EventDefinition<Data>, data: Data): EventEnvelope => ({
  id: `evt_${type}`,
  type,
  version: 1,
  time: '2026-03-02T09:00:00.000Z',
  tenantId: 'ten_1' as TenantId,
  actor: { kind: 'system', id: 'x' },
  correlationId: 'loop_1',
  causationId: 'req_1',
  subject: 'sub',
  sequence: 1,
  data,
});

const won = event(opportunityWon, {
  opportunityId: 'opp',
  accountId: 'acc',
  name: 'Deal',
  winNumber: 1,
  currency: 'EUR',
  lines: [],
  quotedAmount: eur(20_000),
});
const confirmed = (orderId: string, netMinor: number) =>
  event(orderConfirmed, {
    ...{ orderId, number: 'SO-1', accountId: 'acc', opportunityId: 'opp', currency: 'EUR' },
    ...{ requiredOn: '2026-03-09', shippingPolicy: 'partial' as const, lines: [] },
    ...{ net: eur(netMinor), tax: eur(netMinor / 5), total: eur((netMinor * 6) / 5) },
  });
const ended = (definition: typeof orderCancelled | typeof orderClosed, orderId: string) =>
  event(definition as EventDefinition<z.infer<typeof orderClosed.schema>>, {
    ...{ orderId, number: 'SO-1', accountId: 'acc', opportunityId: 'opp', reason: 'x', remainder: [] },
  });
const moved = (definition: typeof shipmentDispatched | typeof returnReceived, costMinor: number) =>
  event(definition as EventDefinition<unknown>, {
    ...{ shipmentId: 'shp', returnId: 'ret', number: 'X-1', salesOrderId: 'ord', reason: 'x' },
    lines: [{ orderLineId: 'l', productId: 'p', sku: 'BIKE', quantity: '1', cost: eur(costMinor) }],
  });
const bill = { invoiceId: 'inv', number: 'INV-1', salesOrderId: 'ord', accountId: 'acc' };
const amounts = (netMinor: number) => ({
  lines: [],
  net: eur(netMinor),
  tax: eur(netMinor / 5),
  total: eur((netMinor * 6) / 5),
});
const invoiced = (netMinor: number, depositMinor = 0) =>
  event(finance.invoiceIssued, {
    ...{ ...bill, ...amounts(netMinor), deposit: eur(depositMinor) },
    ...{ source: { kind: 'shipment', id: 'shp' }, issuedOn: '2026-03-02', dueOn: '2026-04-01' },
  });
const credited = (netMinor: number) =>
  event(finance.creditNoteIssued, {
    ...{ ...bill, ...amounts(netMinor), creditNoteId: 'crn', settled: eur(0), reason: 'x' },
  });
const paid = (amountMinor: number, allocatedMinor?: number) =>
  event(finance.paymentReceived, {
    ...{ paymentId: 'pay', accountId: 'acc', salesOrderId: 'ord', receivedOn: '2026-03-02' },
    ...(allocatedMinor === undefined ? {} : { invoiceId: 'inv' }),
    ...{ amount: eur(amountMinor), allocated: eur(allocatedMinor ?? 0) },
  });
const freed = (minor: number) =>
  event(finance.depositFreed, { salesOrderId: 'ord', accountId: 'acc', amount: eur(minor) });
const advanced = (minor: number) =>
  event(finance.advanceAllocated, { ...bill, amount: eur(minor), allocatedOn: '2026-03-02' });
const refunded = (minor: number) =>
  event(finance.refundPaid, { ...bill, refundId: 'rfd', amount: eur(minor), paidOn: '2026-03-02' });

const sums = (events: readonly EventEnvelope[]) => {
  const { quoted, ordered, invoiced: billed, credited: taken, tax, ...rest } = sumLoopMoney(events, [], 'EUR');
  const minor = ({ amount }: { amount: string }) => Math.round(Number(amount) * 100);
  return {
    sold: [quoted, ordered, billed, taken, tax].map(minor),
    settled: [rest.paid, rest.refunded, rest.due].map(minor),
    earned: [rest.cost, rest.margin].map(minor),
  };
};

describe('the money of a loop', () => {
  const start = [won, confirmed('ord', 19_000)];
  it.each<[what: string, events: EventEnvelope[], sold: number[], settled: number[], earned: number[]]>([
    ['won', [won], [20_000, 0, 0, 0, 0], [0, 0, 0], [0, 0]],
    ['ordered at less than was quoted', start, [20_000, 19_000, 0, 0, 0], [0, 0, 0], [0, 0]],
    ['with a deposit', [...start, paid(5_000)], [20_000, 19_000, 0, 0, 0], [5_000, 0, 0], [0, 0]],
    [
      'invoiced less the deposit',
      [...start, paid(5_000), moved(shipmentDispatched, 8_000), invoiced(10_000, 5_000)],
      [20_000, 19_000, 10_000, 0, 2_000],
      [5_000, 0, 7_000],
      [8_000, 2_000],
    ],
    [
      'paid over what is due: the rest is the account’s and not the loop’s',
      [...start, moved(shipmentDispatched, 8_000), invoiced(10_000), paid(15_000, 12_000)],
      [20_000, 19_000, 10_000, 0, 2_000],
      [12_000, 0, 0],
      [8_000, 2_000],
    ],
    [
      'paid in part out of an advance',
      [...start, invoiced(10_000), advanced(2_000), paid(3_000, 3_000)],
      [20_000, 19_000, 10_000, 0, 2_000],
      [5_000, 0, 7_000],
      [0, 10_000],
    ],
    [
      'a deposit beyond the order is the account’s again',
      [...start, paid(20_000), invoiced(10_000, 12_000), freed(8_000)],
      [20_000, 19_000, 10_000, 0, 2_000],
      [12_000, 0, 0],
      [0, 10_000],
    ],
    [
      'paid, returned and credited: money is to go back',
      [
        ...start,
        moved(shipmentDispatched, 8_000),
        invoiced(10_000),
        paid(12_000, 12_000),
        moved(returnReceived, 4_000),
        credited(5_000),
      ],
      [20_000, 19_000, 10_000, 5_000, 1_000],
      [12_000, 0, -6_000],
      [4_000, 1_000],
    ],
    [
      'and refunded',
      [...start, invoiced(10_000), paid(12_000, 12_000), credited(5_000), refunded(6_000)],
      [20_000, 19_000, 10_000, 5_000, 1_000],
      [12_000, 6_000, 0],
      [0, 5_000],
    ],
    [
      'cancelled: nothing is ordered',
      [...start, ended(orderCancelled, 'ord')],
      [20_000, 0, 0, 0, 0],
      [0, 0, 0],
      [0, 0],
    ],
    [
      'cancelled too late: what was ordered stands',
      [...start, ended(orderCancelled, 'ord'), ended(orderClosed, 'ord')],
      [20_000, 19_000, 0, 0, 0],
      [0, 0, 0],
      [0, 0],
    ],
    [
      'won again: the order of the second win counts',
      [...start, ended(orderCancelled, 'ord'), won, confirmed('ord_2', 7_000)],
      [20_000, 7_000, 0, 0, 0],
      [0, 0, 0],
      [0, 0],
    ],
  ])('%s', (_what, events, sold, settled, earned) => {
    expect(sums(events)).toEqual({ sold, settled, earned });
  });

  it('is quoted by the opportunity itself while that is open', () => {
    const opportunity = { kind: 'crm.opportunity', id: 'opp', title: 'Deal', state: 'open', money: eur(300) };
    expect(sumLoopMoney([], [opportunity], 'EUR').quoted).toEqual(eur(300));
  });
});
