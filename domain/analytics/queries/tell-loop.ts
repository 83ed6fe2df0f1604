/** Tells a loop's story from its events and documents: a pure function, so that it can be tested without a table. */
import type { EventEnvelope } from '../../../shared/events/event.ts';
import type { LoopDocument } from '../../../shared/module.ts';
import { loopClosed } from '../../crm/events.ts';
import { orderCancelled } from '../../sales/events.ts';
import type { LoopResource } from '../loop.resource.ts';
import { LOOP_STEPS, type LoopStep } from '../loop-steps.ts';

type StepResource = LoopResource['steps'][number];
type EventResource = LoopResource['otherEvents'][number];

/** `events` in the order of their ids; at least one. Times are RFC 3339 UTC, durations in ms. */
export function tellLoop(
  correlationId: string,
  events: readonly EventEnvelope[],
  documents: readonly LoopDocument[],
): LoopResource {
  const byId = new Map(events.map((event) => [event.id, event]));
  const told = events.map((event) => presentEvent(event, byId));
  const lastDone = LOOP_STEPS.findLastIndex(({ done }) => events.some(({ type }) => done.includes(type)));
  const steps = LOOP_STEPS.map((step, index) => tellStep(step, index < lastDone, told, documents));
  const stepTypes = new Set(LOOP_STEPS.flatMap((step) => step.events));
  const closed = events.find(({ type }) => type === loopClosed.type);
  const waiting = documents.flatMap(({ id, kind, waiting: held }) =>
    held === undefined ? [] : [{ documentId: id, kind, ...held }],
  );
  const startedAt = events[0]?.time ?? '';
  const lastAt = events.at(-1)?.time ?? '';
  return {
    correlationId,
    state: stateOf(events, closed !== undefined, waiting.length > 0),
    startedAt,
    lastAt,
    ...(closed === undefined ? {} : { closedAt: closed.time }),
    durationMs: Date.parse(closed?.time ?? lastAt) - Date.parse(startedAt),
    steps,
    waiting,
    otherEvents: told.filter(({ type }) => !stepTypes.has(type)),
    latency: hops(events, byId),
  };
}

function stateOf(events: readonly EventEnvelope[], closed: boolean, waits: boolean): LoopResource['state'] {
  if (closed) return 'closed';
  if (events.some(({ type }) => type === orderCancelled.type)) return 'cancelled';
  return waits ? 'waiting' : 'running';
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

function tellStep(
  step: LoopStep,
  passed: boolean,
  told: readonly EventResource[],
  documents: readonly LoopDocument[],
): StepResource {
  const events = told.filter(({ type }) => step.events.includes(type));
  const own = documents.filter(({ kind }) => step.documents.includes(kind));
  const [first, last] = [events[0], events.at(-1)];
  return {
    step: step.step,
    title: step.title,
    state: stepState(step, passed, events, own),
    ...(first === undefined ? {} : { firstAt: first.at }),
    ...(last === undefined ? {} : { lastAt: last.at }),
    documents: own,
    events,
  };
}

function stepState(
  step: LoopStep,
  passed: boolean,
  events: readonly EventResource[],
  documents: readonly LoopDocument[],
): StepResource['state'] {
  const isDone = events.some(({ type }) => step.done.includes(type));
  if (isDone && step.once) return 'done';
  if (documents.some(({ waiting }) => waiting !== undefined)) return 'waiting';
  if (isDone) return 'done';
  if (events.length > 0) return 'running';
  return step.optional && passed ? 'not_needed' : 'not_started';
}

function hops(events: readonly EventEnvelope[], byId: ReadonlyMap<string, EventEnvelope>): LoopResource['latency'] {
  return events.flatMap(({ type, time, causationId }) => {
    const cause = byId.get(causationId);
    return cause === undefined ? [] : [{ from: cause.type, to: type, ms: Date.parse(time) - Date.parse(cause.time) }];
  });
}
