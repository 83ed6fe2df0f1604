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
const document = (kind: string, waiting?: LoopDocument['waiting']): LoopDocument => ({
  kind,
  id: `${kind}_1`,
  title: kind,
  state: 'x',
  ...(waiting === undefined ? {} : { waiting }),
});
const WAIT = { step: 'pick', heldBy: 'operations', reason: 'Not picked yet' };
const WON: Told = ['e1', 'crm.opportunity.won', 0];
const CONFIRMED: Told = ['e2', 'sales.order.confirmed', 10, 'e1'];
const SHIPPED: Told = ['e3', 'logistics.shipment.dispatched', 50];
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
    ]).toEqual(['closed', 'cancelled', 'waiting', 'running']);
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
