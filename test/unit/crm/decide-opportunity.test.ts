import { describe, expect, it } from 'vitest';
import {
  decideFirstStage,
  decideLose,
  decideMove,
  decideReopen,
  decideWin,
  expectOpen,
  type OpportunityChanges,
} from '../../../domain/crm/decide-opportunity.ts';
import type { Opportunity } from '../../../domain/crm/opportunity.schema.ts';
import { DEFAULT_PIPELINE } from '../../../domain/crm/pipeline.entity.ts';
import { Rejection } from '../../../shared/rejection.ts';

const { stages } = DEFAULT_PIPELINE;
const AT = '2026-03-02T10:00:00.000Z';
const LATER = '2026-03-05T10:00:00.000Z';

const line = {
  lineId: 'l1',
  productId: 'prd',
  sku: 'BELL',
  name: 'Bell',
  quantity: 1_000_000,
  unitPrice: 9_900_000,
  netMinor: 990,
};
const open: Opportunity = {
  id: 'opp',
  name: 'Deal',
  accountId: 'acc',
  pipelineId: 'pip',
  state: 'open',
  currency: 'EUR',
  lines: [line],
  amountMinor: 990,
  winNumber: 0,
  correlationId: 'loop',
  outcomes: {},
  ...decideFirstStage(stages, undefined, AT),
};
const won: Opportunity = { ...open, ...decideWin(open, stages, LATER) };
const lost: Opportunity = { ...open, ...decideLose(open, stages, 'Price', LATER) };
const in_ = { open, won, lost };

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    const [field] = error.details.errors ?? [];
    return field === undefined ? `${error.kind} ${error.code}` : `${field.pointer} ${field.code}`;
  }
};
const ILLEGAL = 'conflict crm.opportunity.illegal_transition';

describe('transitions', () => {
  it.each<[keyof typeof in_, string, (record: Opportunity) => OpportunityChanges, string]>([
    ['open', 'win', (record) => decideWin(record, stages, LATER), 'accepted'],
    ['won', 'win', (record) => decideWin(record, stages, LATER), ILLEGAL],
    ['lost', 'win', (record) => decideWin(record, stages, LATER), ILLEGAL],
    ['open', 'lose', (record) => decideLose(record, stages, 'Price', LATER), 'accepted'],
    ['won', 'lose', (record) => decideLose(record, stages, 'Price', LATER), ILLEGAL],
    ['lost', 'lose', (record) => decideLose(record, stages, 'Price', LATER), ILLEGAL],
    ['open', 'reopen', (record) => decideReopen(record, stages, undefined, LATER), ILLEGAL],
    ['lost', 'reopen', (record) => decideReopen(record, stages, undefined, LATER), 'accepted'],
    [
      'won',
      'reopen with its order cancelled',
      (record) => decideReopen(record, stages, 'cancelled', LATER),
      'accepted',
    ],
    [
      'won',
      'reopen with its order confirmed',
      (record) => decideReopen(record, stages, 'confirmed', LATER),
      'conflict crm.opportunity.order_not_cancelled',
    ],
    [
      'won',
      'reopen before its order is there',
      (record) => decideReopen(record, stages, undefined, LATER),
      'conflict crm.opportunity.order_not_cancelled',
    ],
  ])('%s: %s', (state, _, decide, expected) => {
    expect(codeOf(() => decide(in_[state]))).toBe(expected);
  });

  it('is not won without a line', () => {
    expect(codeOf(() => decideWin({ ...open, lines: [] }, stages, LATER))).toBe('/lines lines_required');
  });

  it('L8: keeps the reason for which it was lost until it is reopened', () => {
    expect(lost).toMatchObject({ state: 'lost', stage: 'lost', probability: 0, lostReason: 'Price', lostAt: LATER });
    const reopened = { ...lost, ...decideReopen(lost, stages, undefined, LATER) };
    expect(reopened).toMatchObject({ state: 'open', stage: 'appointment', probability: 20, lostReason: undefined });
  });

  it('L10: counts wins, so that each has an order of its own', () => {
    expect(won).toMatchObject({ state: 'won', stage: 'won', probability: 100, winNumber: 1, wonAt: LATER });
    const reopened = { ...won, ...decideReopen(won, stages, 'cancelled', LATER) };
    expect(reopened.winNumber).toBe(1);
    expect(decideWin(reopened, stages, LATER).winNumber).toBe(2);
  });

  it('what is closed does not change', () => {
    expect(codeOf(() => expectOpen(open))).toBe('accepted');
    expect(codeOf(() => expectOpen(won))).toBe('conflict crm.opportunity.not_open');
    expect(codeOf(() => expectOpen(lost))).toBe('conflict crm.opportunity.not_open');
  });
});

describe('L3, L4, L6: stages', () => {
  it.each([
    ['the first where none is said', undefined, 'appointment'],
    ['by key', 'qualified', 'qualified'],
    ['by name', 'Qualified to buy', 'qualified'],
    ['in either case', 'CONTRACT SENT', 'contract'],
    ['closed won', 'won', '/stage closing_stage'],
    ['closed lost by name', 'Closed lost', '/stage closing_stage'],
    ['unknown', 'negotiation', '/stage unknown_stage'],
  ])('%s', (_, wanted, expected) => {
    let stage = '';
    const refusal = codeOf(() => {
      stage = decideFirstStage(stages, wanted, AT).stage;
    });
    expect(refusal === 'accepted' ? stage : refusal).toBe(expected);
  });

  it('a retired stage takes no more opportunities', () => {
    const retired = stages.map((stage) => (stage.key === 'qualified' ? { ...stage, active: false } : stage));
    expect(codeOf(() => decideMove(open, retired, 'qualified', LATER))).toBe('/stage unknown_stage');
  });

  it('keeps the history of its stages with when it entered and left each', () => {
    const moved = { ...open, ...decideMove(open, stages, 'decision', LATER) };
    expect(moved.probability).toBe(80);
    expect(moved.stageHistory).toEqual([
      { stage: 'appointment', enteredAt: AT, leftAt: LATER },
      { stage: 'decision', enteredAt: LATER },
    ]);
    expect(decideMove(moved, stages, 'decision', LATER)).toEqual({});
  });
});
