// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a mutant is a piece of source text.
import type { Mutant } from './mutant.ts';

const REACTIONS = 'shared/events/events-function.ts';
const RELAY = 'shared/events/relay.ts';
const SWEEPER = 'functions/platform/sweeper.ts';
const API = 'shared/http/api-function.ts';
const IDEMPOTENCY = 'shared/http/idempotency.ts';

/** Faults in the way of an event from the table to its reactions, and of a request that comes twice. */
export const eventsMutants: readonly Mutant[] = [
  {
    id: 'failed-message-acknowledged',
    file: REACTIONS,
    find: 'batchItemFailures.push({ itemIdentifier: messageId });',
    replace: '',
    breaks: 'An event whose reaction failed is lost.',
  },
  {
    id: 'not-yet-acknowledged',
    file: REACTIONS,
    find: 'batchItemFailures.push({ itemIdentifier: messageId });',
    replace: 'if (!(error instanceof NotYet)) batchItemFailures.push({ itemIdentifier: messageId });',
    breaks: 'An event that came before what it needs is lost.',
  },
  {
    id: 'another-message-fails',
    file: REACTIONS,
    find: 'batchItemFailures.push({ itemIdentifier: messageId });',
    replace: "batchItemFailures.push({ itemIdentifier: batch.Records[0]?.messageId ?? '' });",
    breaks: 'The first message of the batch comes again in the place of the one that failed.',
  },
  {
    id: 'batch-ends-at-the-first-failure',
    file: REACTIONS,
    find: 'batchItemFailures.push({ itemIdentifier: messageId });',
    replace: 'batchItemFailures.push({ itemIdentifier: messageId });\n        break;',
    breaks: 'Messages behind a failed one are acknowledged and never dealt with.',
  },
  {
    id: 'everything-is-done-before',
    file: REACTIONS,
    find: '(await records.get(eventLog, { correlationId, entry: inboxEntry(id, reaction) })) !== undefined;',
    replace: 'id !== reaction || records === undefined || correlationId === inboxEntry(id, eventLog.name);',
    breaks: 'Whatever a reaction throws counts as done.',
  },
  {
    id: 'only-the-first-reaction',
    file: REACTIONS,
    find: 'for (const reaction of manifest.consumes.filter(({ on }) => isOn(on, event.type))) {',
    replace: 'for (const reaction of manifest.consumes.filter(({ on }) => isOn(on, event.type)).slice(0, 1)) {',
    breaks: 'Of two reactions to one event the second never happens.',
  },
  {
    id: 'marker-of-the-module',
    file: REACTIONS,
    find: "marker: { kind: 'inbox', reaction: name, eventId: event.id },",
    replace: "marker: { kind: 'inbox', reaction: manifest.name, eventId: event.id },",
    breaks: 'Two reactions of a module to one event share one mark.',
  },
  {
    id: 'marker-of-the-delivery',
    file: REACTIONS,
    find: "marker: { kind: 'inbox', reaction: name, eventId: event.id },",
    replace: "marker: { kind: 'inbox', reaction: name, eventId: runtime.ids.next('evt') },",
    breaks: 'Every delivery of an event is marked as another one.',
  },
  {
    id: 'marker-outside-the-transaction',
    file: REACTIONS,
    find: "      marker: { kind: 'inbox', reaction: name, eventId: event.id },\n    },",
    replace: '    },',
    breaks: 'A reaction happens with each delivery of its event.',
  },
  {
    id: 'reaction-starts-a-loop-of-its-own',
    file: REACTIONS,
    find: 'correlationId: event.correlationId,\n      causationId',
    replace: 'correlationId: event.id,\n      causationId',
    breaks: 'What follows from an event does not belong to its loop.',
  },
  {
    id: 'refused-entries-ignored',
    file: RELAY,
    find: 'if (answer.FailedEntryCount === 0) return [];',
    replace: 'if (answer.Entries !== undefined) return [];',
    breaks: 'Events that the bus refused are marked as sent.',
  },
  {
    id: 'refused-entries-shifted',
    file: RELAY,
    find: 'answer.Entries?.[index]?.ErrorCode !== undefined',
    replace: 'answer.Entries?.[index + 1]?.ErrorCode !== undefined',
    breaks: 'The neighbour of a refused event goes again, and the refused one is marked as sent.',
  },
  {
    id: 'refused-entries-swapped',
    file: RELAY,
    find: 'answer.Entries?.[index]?.ErrorCode !== undefined',
    replace: 'answer.Entries?.[index]?.ErrorCode === undefined',
    breaks: 'What the bus took goes again, and what it refused does not.',
  },
  {
    id: 'item-sent-when-a-part-of-it-is',
    file: RELAY,
    find: 'const sent = new Set(ten.map(({ item }) => item).filter((item) => waiting.get(item) === 0));',
    replace: 'const sent = new Set(ten.map(({ item }) => item));',
    breaks: 'A commit of which an event was refused is marked as sent.',
  },
  {
    id: 'marked-before-it-is-sent',
    file: RELAY,
    find: 'for (const { item } of await publishTen(runtime, ten)) waiting',
    replace:
      'await Promise.all([...new Set(ten.map(({ item }) => item))].map((item) => markSent(runtime, item)));\n    for (const { item } of await publishTen(runtime, ten)) waiting',
    breaks: 'A relay that dies in between has marked as sent what it never sent.',
  },
  {
    id: 'eleven-entries',
    file: RELAY,
    find: 'const ENTRIES_MAX = 10;',
    replace: 'const ENTRIES_MAX = 11;',
    breaks: 'A call to the bus with more entries than it takes is refused as a whole.',
  },
  {
    id: 'never-marked-as-sent',
    file: RELAY,
    find: "UpdateExpression: 'REMOVE outboxpk, outboxsk',",
    replace: "UpdateExpression: 'REMOVE outboxsk',",
    breaks: 'What was sent stays in the outbox, and is sent again for ever.',
  },
  {
    id: 'sweeper-sweeps-one-shard',
    file: SWEEPER,
    find: 'shard < OUTBOX_SHARDS',
    replace: 'shard < 1',
    breaks: 'Events of the other shards that the stream lost are lost.',
  },
  {
    id: 'sweeper-looks-at-the-newest',
    file: SWEEPER,
    find: 'outboxsk < :before',
    replace: 'outboxsk > :before',
    breaks: 'What has waited for minutes is what the sweeper never finds.',
  },
  {
    id: 'sweeper-waits-a-year',
    file: SWEEPER,
    find: 'const GRACE_MS = 120_000;',
    replace: 'const GRACE_MS = 365 * 24 * 3_600_000;',
    breaks: 'What the stream lost stays unsent.',
  },
  {
    id: 'sweeper-sends-nothing',
    file: SWEEPER,
    find: 'return items.filter((item) => item.outboxpk !== undefined).map(outboxItem);',
    replace: 'return items.filter((item) => item.outboxpk === undefined).map(outboxItem);',
    breaks: 'The sweeper takes what is unsent for sent.',
  },
  {
    id: 'key-not-looked-at',
    file: API,
    find: '((await keptAnswer(context.records, marker)) ?? (await runOnce(route, context, input, marker)));',
    replace: 'render(route, await (await loaded(route.run))(context, input));',
    breaks: 'A request that comes again is answered with an error in the place of its first answer.',
  },
  {
    id: 'loser-gets-an-error',
    file: API,
    find: 'if (!(error instanceof AlreadyCommitted || isRejection(error))) throw error;',
    replace: 'if (error instanceof AlreadyCommitted || !isRejection(error)) throw error;',
    breaks: 'Of two requests with one key at once the loser gets a 500.',
  },
  {
    id: 'refused-for-its-own-effect',
    file: API,
    find: 'if (!(error instanceof AlreadyCommitted || isRejection(error))) throw error;',
    replace: 'if (!(error instanceof AlreadyCommitted)) throw error;',
    breaks: 'A doubled request is refused for what its twin has done.',
  },
  {
    id: 'key-of-the-request-forgotten',
    file: API,
    find: "const key = readIdempotencyKey(event.headers['idempotency-key']);\n  if (key === undefined) return undefined;",
    replace: 'const key = event.requestContext.requestId;',
    breaks: 'Each arrival of a request counts as another request.',
  },
  {
    id: 'scope-without-key',
    file: IDEMPOTENCY,
    find: 'sha256(canonicalJson([actor.kind, actor.id, method, path, key]));',
    replace: 'sha256(canonicalJson([actor.kind, actor.id, method, path, key.length]));',
    breaks: 'A request is answered for another one that its sender made before.',
  },
  {
    id: 'kept-answer-with-another-status',
    file: IDEMPOTENCY,
    find: 'statusCode: kept.status,',
    replace: 'statusCode: 200,',
    breaks: 'The second answer to a request is another than the first.',
  },
];
