/** Tells a loop's story from its events and documents: a pure function, so that it can be tested without a table. */
import type { EventEnvelope } from '../../../shared/events/event.ts';
import type { LoopDocument } from '../../../shared/module.ts';
import { loopClosed, opportunityLost, opportunityReopened, opportunityWon } from '../../crm/events.ts';
import { orderCancelled, orderClosed } from '../../sales/events.ts';
import type { LoopResource } from '../loop.resource.ts';
import { LOOP_STEPS, type LoopStep } from '../loop-steps.ts';

type StepResource = LoopResource['steps'][number];
type EventResource = LoopResource['otherEvents'][number];

/** What is told of a loop but for its money. */
export type LoopStory = Omit<LoopResource, 'money'>;

/** `events` in the order of their ids; at least one. Times are RFC 3339 UTC, durations in ms. */
export function tellLoop(
  correlationId: string,
  events: readonly EventEnvelope[],
  documents: readonly LoopDocument[],
): LoopStory {
  const byId = new Map(events.map((event) => [event.id, event]));
  const told = events.map((event) => presentEvent(event, byId));
  const closed = events.findLast(({ type }) => type === loopClosed.type);
  const waiting = documents.flatMap(({ id, kind, waiting: held }) =>
    held === undefined ? [] : [{ documentId: id, kind, ...held }],
  );
  const state = stateOf(events, waiting.length > 0);
  // An opportunity that was reopened begins anew: what was done for an earlier win says nothing of this one.
  const attempt = events.slice(events.findLastIndex(({ type }) => type === opportunityReopened.type) + 1);
  const attempted = new Set(attempt.map(({ type }) => type));
  const lastDone = LOOP_STEPS.findLastIndex(({ done }) => done.some((type) => attempted.has(type)));
  const hasEnded = state === 'cancelled' || state === 'lost';
  const steps = LOOP_STEPS.map((step, index) =>
    tellStep(step, { attempted, isPassed: index < lastDone, hasEnded }, told, documents),
  );
  const startedAt = events[0]?.time ?? '';
  const lastAt = events.at(-1)?.time ?? '';
  return {
    correlationId,
    state,
    startedAt,
    lastAt,
    ...(closed === undefined ? {} : { closedAt: closed.time }),
    durationMs: Date.parse(closed?.time ?? lastAt) - Date.parse(startedAt),
    steps,
    waiting,
    otherDocuments: documents.filter(({ kind }) => !STEP_DOCUMENTS.has(kind)),
    otherEvents: told.filter(({ type }) => !STEP_EVENTS.has(type)),
    latency: hops(events, byId),
  };
}

const STEP_EVENTS: ReadonlySet<string> = new Set(LOOP_STEPS.flatMap(({ events }) => events));
const STEP_DOCUMENTS: ReadonlySet<string> = new Set(LOOP_STEPS.flatMap(({ documents }) => documents));

/** Events after which a loop is over, or goes on: the last one counts. An order that is closed goes on to be paid. */
const TURNS: Readonly<Record<string, LoopStory['state']>> = {
  [opportunityWon.type]: 'running',
  [opportunityReopened.type]: 'running',
  [opportunityLost.type]: 'lost',
  [orderCancelled.type]: 'cancelled',
  [orderClosed.type]: 'running',
  [loopClosed.type]: 'closed',
};

function stateOf(events: readonly EventEnvelope[], waits: boolean): LoopStory['state'] {
  const turn = TURNS[events.findLast(({ type }) => TURNS[type] !== undefined)?.type ?? ''] ?? 'running';
  return turn === 'running' && waits ? 'waiting' : turn;
}

function presentEvent(event: EventEnvelope, byId: ReadonlyMap<string, EventEnvelope>): EventResource {
  const cause = byId.get(event.causationId);
  return {
    id: event.id,
    type: event.type,
    at: event.time,
    actor: event.actor,
    causationId: event.causationId,
    subject: event.subject,
    sequence: event.sequence,
    ...(cause === undefined ? {} : { hopMs: Date.parse(event.time) - Date.parse(cause.time) }),
    data: event.data,
  };
}

type Course = {
  /** Types of the events since the opportunity was opened, or reopened. */
  readonly attempted: ReadonlySet<string>;
  /** A later step has been done. */
  readonly isPassed: boolean;
  /** The loop was cancelled or lost: nothing more is to come. */
  readonly hasEnded: boolean;
};

function tellStep(
  step: LoopStep,
  course: Course,
  told: readonly EventResource[],
  documents: readonly LoopDocument[],
): StepResource {
  const events = told.filter(({ type }) => step.events.includes(type));
  const [first, last] = [events[0], events.at(-1)];
  return {
    step: step.step,
    title: step.title,
    state: stepState(step, course, documents),
    ...(first === undefined ? {} : { firstAt: first.at }),
    ...(last === undefined ? {} : { lastAt: last.at }),
    documents: documents.filter(({ kind }) => step.documents.includes(kind)),
    events,
  };
}

function stepState(
  step: LoopStep,
  { attempted, isPassed, hasEnded }: Course,
  documents: readonly LoopDocument[],
): StepResource['state'] {
  const isDone = step.done.some((type) => attempted.has(type));
  if (isDone && step.once) return 'done';
  if (documents.some((document) => holds(step, document))) return 'waiting';
  const isOpen = documents.some(({ kind, state }) => kind === 'sales.order' && step.openWhile.includes(state));
  if (isDone) return isOpen ? 'running' : 'done';
  if (step.events.some((type) => attempted.has(type))) return hasEnded ? 'cancelled' : 'running';
  return hasEnded || (step.optional && isPassed) ? 'not_needed' : 'not_started';
}

const holds = ({ holders }: LoopStep, { kind, waiting }: LoopDocument): boolean =>
  waiting !== undefined && (holders.includes(kind) || holders.includes(`${kind}:${waiting.step}`));

function hops(events: readonly EventEnvelope[], byId: ReadonlyMap<string, EventEnvelope>): LoopResource['latency'] {
  return events.flatMap(({ type, time, causationId }) => {
    const cause = byId.get(causationId);
    return cause === undefined ? [] : [{ from: cause.type, to: type, ms: Date.parse(time) - Date.parse(cause.time) }];
  });
}
