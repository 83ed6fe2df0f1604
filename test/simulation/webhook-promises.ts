/** What receivers may count on, asked once everything that waited has had its turn. */
import { Webhook } from 'standardwebhooks';
import { matchesAny } from '../../domain/integration/event-pattern.ts';
import { webhookTested } from '../../domain/integration/events.ts';
import type { StreamRecord } from '../../infra/local/table/index.ts';
import type { EventEnvelope } from '../../shared/events/event.ts';
import { itemOf } from '../harness/books/item-of.ts';
import { type Item, kind } from '../harness/books/stored.ts';
import { MINUTE_MS, SECOND_MS } from './durations.ts';
import type { Endpoint } from './integrator.ts';
import { loggedEvents } from './logged-events.ts';
import type { Receipt } from './receivers.ts';

/** An attempt that was under way when its endpoint was deleted has arrived within the time of its function. */
const UNDER_WAY_MS = MINUTE_MS;
/** A clock is wrong by a minute, and an answer takes fifteen seconds. */
const STAMP_OFF_MS = MINUTE_MS + 20 * SECOND_MS;
const ENDED = ['delivered', 'failed', 'cancelled'];

type Sent = Receipt & { readonly id: string; readonly event: EventEnvelope };

/** @param changes all of the run, in their order */
export function checkWebhooks(
  items: readonly Item[],
  changes: readonly StreamRecord[],
  endpoints: readonly Endpoint[],
): string[] {
  if (endpoints.length === 0) return [];
  const events = loggedEvents(items);
  const places = placesOf(changes);
  return [
    ...kind(items, 'integration.delivery')
      .filter(({ state }) => !ENDED.includes(String(state)))
      .map(({ id, state, nextAttemptAt }) => `delivery ${id} is ${state}, next attempt: ${nextAttemptAt ?? 'never'}`),
    ...kind(items, 'integration.replay')
      .filter(({ state }) => state === 'running')
      .map(({ id, nextStepAt }) => `replay ${id} is running, next step: ${nextStepAt ?? 'never'}`),
    ...endpoints.flatMap((endpoint) => {
      const stored = kind(items, 'integration.webhook').find(({ id }) => id === endpoint.id);
      if (stored === undefined) return [`endpoint ${endpoint.receiver.url} is gone`];
      const own = events.filter(({ tenantId }) => tenantId === endpoint.tenantId);
      // By its clock an instance may say of an event that was there that it came after the endpoint; and of one of the
      // company's first minute that it came before the company, where no replay looks.
      const isLive = ({ id, time }: EventEnvelope) =>
        time >= String(stored.enabledAt) && (places.get(id) ?? -1) >= endpoint.askedAt;
      const [madeAt = ''] = own.flatMap(({ id, time }) => (places.has(id) ? [] : [time])).sort();
      const isReplayed = ({ time }: EventEnvelope) => time >= madeAt && time < (endpoint.replayedUntil ?? '');
      const isOwed = (event: EventEnvelope) => isLive(event) || isReplayed(event);
      return checkEndpoint(endpoint, String(stored.enabledAt), own.filter(isOwed)).map(
        (fault) => `${endpoint.receiver.url}: ${fault}`,
      );
    }),
  ];
}

/** When each event of the run was said: the number of its change. */
function placesOf(changes: readonly StreamRecord[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [place, { eventName, dynamodb }] of changes.entries()) {
    if (eventName !== 'INSERT' || dynamodb.NewImage?.outboxpk === undefined) continue;
    for (const { id } of loggedEvents([itemOf(dynamodb.NewImage)])) places.set(id, place);
  }
  return places;
}

function checkEndpoint(endpoint: Endpoint, enabledAt: string, owed: readonly EventEnvelope[]): string[] {
  const { receiver, isSteady, deletedAt, replayedUntil } = endpoint;
  const sent = receiver.receipts.map((receipt): Sent => {
    return { ...receipt, id: receipt.headers['webhook-id'] ?? '', event: JSON.parse(receipt.body) };
  });
  const isWanted = ({ type }: EventEnvelope) => type !== webhookTested.type && matchesAny(endpoint.events, type);
  const got = new Set(sent.map(({ event }) => event.id));
  const missed = owed.filter((event) => isWanted(event) && !got.has(event.id));
  const late = sent.filter(({ at }) => deletedAt !== undefined && at > deletedAt + UNDER_WAY_MS);
  return [
    ...(isSteady
      ? missed.map(({ id, type, time }) => `never got ${type} ${id} of ${time}, enabled at ${enabledAt}`)
      : []),
    ...late.map(({ at, id }) => `got ${id} ${at - (deletedAt ?? 0)} ms after it was deleted`),
    ...sent.flatMap((each) => checkSent(endpoint, each)),
    ...checkSame(sent),
    ...(isSteady && replayedUntil !== undefined ? checkOrder(sent, enabledAt) : []),
  ];
}

function checkSent(endpoint: Endpoint, { id, at, headers, body, event }: Sent): string[] {
  const seconds = Number(headers['webhook-timestamp']);
  const signatures = headers['webhook-signature']?.split(' ') ?? [];
  const isSigned = endpoint.secrets.some((secret) =>
    signatures.includes(new Webhook(secret).sign(id, new Date(seconds * 1_000), body)),
  );
  const faults: string[] = [];
  if (!isSigned && !endpoint.missesSecret) faults.push(`${id} is signed by no secret that its owner knows`);
  if (Math.abs(at - seconds * 1_000) > STAMP_OFF_MS) faults.push(`${id} came at ${at} and says ${seconds}`);
  if (event.tenantId !== endpoint.tenantId) faults.push(`${id} is another tenant's`);
  if (event.type !== webhookTested.type && !matchesAny(endpoint.events, event.type))
    faults.push(`${id} is a ${event.type} that nobody asked for`);
  return faults;
}

/** An event has one id, and an id one body. */
function checkSame(sent: readonly Sent[]): string[] {
  const ids = new Map<string, string>();
  const bodies = new Map<string, string>();
  return sent.flatMap(({ id, body, event }) => {
    const isSame = (ids.get(event.id) ?? id) === id && (bodies.get(id) ?? body) === body;
    ids.set(event.id, id);
    bodies.set(id, body);
    return isSame ? [] : [`${id} of event ${event.id} differs from what was sent before`];
  });
}

/**
 * What came by the replay alone came in the order of each aggregate, told by the first time that each was there. The log
 * is in the order of ids, which begin with the time: where an instance whose clock is behind said the later event, its
 * stamp is the earlier one, and it comes first (seed 1805). Receivers go by `sequence`.
 */
function checkOrder(sent: readonly Sent[], enabledAt: string): string[] {
  const first = new Map<string, EventEnvelope>();
  for (const { event } of sent) if (event.time < enabledAt && !first.has(event.id)) first.set(event.id, event);
  const last = new Map<string, EventEnvelope>();
  return [...first.values()].flatMap((event) => {
    const before = last.get(event.subject);
    last.set(event.subject, event);
    if (before === undefined || before.sequence <= event.sequence || before.time < event.time) return [];
    return [`${event.type} (${event.sequence}) of ${event.subject} came after ${before.type} (${before.sequence})`];
  });
}
