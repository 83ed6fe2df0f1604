import { describe, expect, it } from 'vitest';
import { tellLoop } from '../../../domain/analytics/queries/tell-loop.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import type { LoopDocument } from '../../../shared/module.ts';
import type { TenantId } from '../../../shared/values/ids.ts';

const START = Date.parse('2026-03-02T09:00:00.000Z');
type Told = readonly [id: string, type: string, afterMs: number, causedBy?: string];
const events = (rows: readonly Told[]): EventEnvelope[] =>
  rows.map(([id, type, afterMs, causationId = 'req_1']) => ({
    id,
    type,
    version: 1,
    time: new Date(START + afterMs).toISOString(),
    tenantId: 'ten_1' as TenantId,
    actor: { kind: 'system', id: 'x' },
    correlationId: 'loop_1',
    causationId,
    subject: `sub_${id}`,
    sequence: 1,
    data: {},
  }));
const document = (kind: string, waiting?: LoopDocument['waiting'], state = 'x'): LoopDocument => ({
  kind,
  id: `${kind}_1`,
  title: kind,
  state,
  ...(waiting === undefined ? {} : { waiting }),
});
const WAIT = { step: 'pick', heldBy: 'operations', reason: 'Not picked yet' };
const FULFIL = { step: 'fulfil', heldBy: 'service', reason: 'Services to be done' };
const UNPAID = document('finance.invoice', { step: 'pay', heldBy: 'customer', reason: '10.00 EUR due' });
const BILL = document('procurement.bill', { step: 'pay', heldBy: 'accountant', reason: '5.00 EUR due' });
const WON: Told = ['e1', 'crm.opportunity.won', 0];
const CONFIRMED: Told = ['e2', 'sales.order.confirmed', 10, 'e1'];
const SHIPPED: Told = ['e3', 'logistics.shipment.dispatched', 50];
const CANCELLED: Told = ['e4', 'sales.order.cancelled', 60];
const REOPENED: Told = ['e5', 'crm.opportunity.reopened', 70];
const WON_AGAIN: Told = ['e6', 'crm.opportunity.won', 80];
const LOST: Told = ['e4', 'crm.opportunity.lost', 60];
const BILLED: Told = ['e4', 'finance.invoice.issued', 60];
const PAID: Told = ['e5', 'finance.invoice.paid', 70];
const DRAFTED: Told = ['e2b', 'logistics.shipment.drafted', 20];
const RECEIVED: Told = ['e2c', 'procurement.order.received', 20];
const CLOSED: Told = ['e9', 'crm.loop.closed', 90, 'e3'];

const stateOf = (rows: readonly Told[], documents: readonly LoopDocument[], step: string) =>
  tellLoop('loop_1', events(rows), documents).steps.find((told) => told.step === step)?.state;

describe('the state of a step', () => {
  it.each([
    ['an event says it is done', [WON], [], 'won', 'done'],
    ['nothing has happened yet', [WON], [], 'ordered', 'not_started'],
    ['an optional step was passed by', [WON, CONFIRMED, SHIPPED], [], 'planned', 'not_needed'],
    ['an optional step may still come', [WON, CONFIRMED], [], 'planned', 'not_started'],
    ['its document waits for somebody', [WON, CONFIRMED], [document('logistics.shipment', WAIT)], 'shipped', 'waiting'],
    [
      'one shipment is gone and the order has more to deliver',
      [WON, SHIPPED],
      [document('sales.order', undefined, 'to_deliver_and_bill')],
      'shipped',
      'running',
    ],
    ['services wait to be done', [WON, CONFIRMED], [document('sales.order', FULFIL)], 'shipped', 'waiting'],
    ['an invoice waits to be paid, which is no matter of invoicing', [WON, BILLED], [UNPAID], 'invoiced', 'done'],
    ['an invoice waits to be paid', [WON, BILLED], [UNPAID], 'paid', 'waiting'],
    ['a first invoice is paid and a second one waits', [WON, PAID], [UNPAID], 'paid', 'waiting'],
    ['all invoices are paid', [WON, PAID], [document('sales.order', undefined, 'completed')], 'paid', 'done'],
    ['the supplier’s bill waits, which holds no customer', [WON, RECEIVED], [BILL], 'supplied', 'done'],
    ['the order was cancelled before it came to this', [WON, CANCELLED], [], 'paid', 'not_needed'],
    ['the order was cancelled when this had begun', [WON, DRAFTED, CANCELLED], [], 'shipped', 'cancelled'],
    ['it was done for an earlier win', [WON, CONFIRMED, CANCELLED, REOPENED, WON_AGAIN], [], 'ordered', 'not_started'],
    ['the opportunity was lost', [['e0', 'crm.opportunity.created', 0], LOST], [], 'ordered', 'not_needed'],
    [
      'one shipment is gone and another waits',
      [WON, SHIPPED],
      [document('logistics.shipment', WAIT)],
      'shipped',
      'waiting',
    ],
    ['it began and nobody is waited for', [WON, ['e4', 'logistics.shipment.drafted', 20]], [], 'shipped', 'running'],
    ['the follow-up task is open, which holds nothing', [WON, CLOSED], [document('crm.task', WAIT)], 'closed', 'done'],
  ] as [string, Told[], LoopDocument[], string, string][])('%s', (_what, rows, documents, step, expected) => {
    expect(stateOf(rows, documents, step)).toBe(expected);
  });
});

describe('the story', () => {
  it('is closed, cancelled, waiting or running', () => {
    const state = (rows: readonly Told[], documents: LoopDocument[] = []) =>
      tellLoop('loop_1', events(rows), documents).state;
    expect([
      state([WON, CLOSED]),
      state([WON, ['c', 'sales.order.cancelled', 5]]),
      state([WON], [document('sales.order', WAIT)]),
      state([WON]),
      state([WON, LOST]),
    ]).toEqual(['closed', 'cancelled', 'waiting', 'running', 'lost']);
  });
  it('goes on where the cancellation came too late, and where the deal is won again', () => {
    const state = (rows: readonly Told[]) => tellLoop('loop_1', events(rows), []).state;
    expect([
      state([WON, CANCELLED, ['c', 'sales.order.closed', 61]]),
      state([WON, CANCELLED, REOPENED]),
      state([WON, CANCELLED, REOPENED, WON_AGAIN]),
    ]).toEqual(['running', 'running', 'running']);
  });
  it('shows documents that belong to no step', () => {
    const story = tellLoop('loop_1', events([WON]), [document('inventory.entry')]);
    expect(story.otherDocuments.map(({ kind }) => kind)).toEqual(['inventory.entry']);
  });
  it('gives the time of each hop from cause to effect, and none where a person was the cause', () => {
    const story = tellLoop('loop_1', events([WON, CONFIRMED, SHIPPED]), []);
    expect(story.latency).toEqual([{ from: 'crm.opportunity.won', to: 'sales.order.confirmed', ms: 10 }]);
    expect(story.steps.find(({ step }) => step === 'shipped')?.events[0]?.hopMs).toBeUndefined();
  });
  it('measures a closed loop to its closing, and names who holds what', () => {
    const story = tellLoop('loop_1', events([WON, CLOSED]), [document('logistics.shipment', WAIT)]);
    expect([story.durationMs, story.closedAt]).toEqual([90, '2026-03-02T09:00:00.090Z']);
    expect(story.waiting).toEqual([{ documentId: 'logistics.shipment_1', kind: 'logistics.shipment', ...WAIT }]);
  });
  it('keeps events that belong to no step', () => {
    const story = tellLoop('loop_1', events([WON, ['m', 'inventory.stock.moved', 3]]), []);
    expect(story.otherEvents.map(({ type }) => type)).toEqual(['inventory.stock.moved']);
  });
});
