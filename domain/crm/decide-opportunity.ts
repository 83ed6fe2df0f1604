/** The rules of an opportunity, without reads or writes. Instants are RFC 3339. */
import { reject, rejectField } from '../../shared/rejection.ts';
import { transition } from '../../shared/states.ts';
import { stageNamed } from './decide-pipeline.ts';
import type { Opportunity, StageVisit } from './opportunity.schema.ts';
import { opportunityStates } from './opportunity.states.ts';
import type { PipelineStage } from './pipeline.schema.ts';

/** More moves than any deal makes; the audit keeps those that are dropped here. */
const VISITS_MAX = 200;

type Stages = readonly PipelineStage[];
export type OpportunityChanges = Partial<Opportunity>;

/** Leaves the present stage and enters another. */
function enter(history: readonly StageVisit[], stage: string, at: string): StageVisit[] {
  const left = history.map((visit, index) => (index === history.length - 1 ? { ...visit, leftAt: at } : visit));
  return [...left, { stage, enteredAt: at }].slice(-VISITS_MAX);
}

/** The first stage of a new opportunity, or the one named. @throws Rejection `unknown_stage`, `closing_stage` */
export function decideFirstStage(stages: Stages, wanted: string | undefined, at: string) {
  const { key, probability } = stageNamed(stages, wanted);
  return { stage: key, probability, stageHistory: enter([], key, at) };
}

/** A move to another stage of the pipeline; to the present one it is none. */
export function decideMove(before: Opportunity, stages: Stages, wanted: string, at: string): OpportunityChanges {
  const { key, probability } = stageNamed(stages, wanted);
  if (key === before.stage) return {};
  return { stage: key, probability, stageHistory: enter(before.stageHistory, key, at) };
}

/** @throws Rejection `crm.opportunity.not_open` (409): what was won or lost is as it was quoted */
export function expectOpen(before: Opportunity): void {
  if (before.state === 'open') return;
  throw reject(
    'conflict',
    'crm.opportunity.not_open',
    `The opportunity is ${before.state}: only its name and owner can change. Reopen it first.`,
    { facts: { state: before.state } },
  );
}

/** @throws Rejection 409 unless open; `lines_required` (422) where nothing was quoted */
export function decideWin(before: Opportunity, stages: Stages, at: string): OpportunityChanges {
  const state = transition(opportunityStates, 'win', before.state);
  if (before.lines.length === 0) {
    throw rejectField('/lines', 'lines_required', 'An opportunity is won with at least one line.');
  }
  return { ...closeIn(before, stages, 'won', at), state, wonAt: at, winNumber: before.winNumber + 1 };
}

/** @throws Rejection 409 unless open */
export function decideLose(before: Opportunity, stages: Stages, reason: string, at: string): OpportunityChanges {
  const state = transition(opportunityStates, 'lose', before.state);
  return { ...closeIn(before, stages, 'lost', at), state, lostAt: at, lostReason: reason };
}

function closeIn(before: Opportunity, stages: Stages, outcome: 'won' | 'lost', at: string): OpportunityChanges {
  const stage = stages.find((known) => known.outcome === outcome)?.key ?? outcome;
  const probability = outcome === 'won' ? 100 : 0;
  return { stage, probability, stageHistory: enter(before.stageHistory, stage, at) };
}

/**
 * Back to the stage in which it was closed, or the first one where that was retired since.
 * @throws Rejection 409 where it is open; `crm.opportunity.order_not_cancelled` (409) where it is won and its order,
 * whose state is given (undefined where it is not there yet), is not cancelled
 */
export function decideReopen(
  before: Opportunity,
  stages: Stages,
  orderState: string | undefined,
  at: string,
): OpportunityChanges {
  const state = transition(opportunityStates, 'reopen', before.state);
  if (before.state === 'won' && orderState !== 'cancelled') {
    throw reject(
      'conflict',
      'crm.opportunity.order_not_cancelled',
      'A won opportunity is reopened only after its sales order was cancelled.',
      { facts: { orderState: orderState ?? 'not_there_yet' } },
    );
  }
  const last = before.stageHistory.at(-2)?.stage;
  const open = stages.filter(({ outcome, active }) => outcome === 'open' && active);
  const stage = open.find(({ key }) => key === last) ?? stageNamed(stages, undefined);
  return {
    state,
    stage: stage.key,
    probability: stage.probability,
    stageHistory: enter(before.stageHistory, stage.key, at),
    wonAt: undefined,
    lostAt: undefined,
    lostReason: undefined,
  };
}
