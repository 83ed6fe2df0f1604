// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a mutant is a piece of source text.
import type { Mutant } from './mutant.ts';

const SENDER = 'shared/table/send-transaction.ts';
const UNIT = 'shared/table/unit-of-work.ts';
const READS = 'shared/table/read-items.ts';

/** Faults in the one transaction that every command ends in, and in the reads that it is decided on. */
export const commitMutants: readonly Mutant[] = [
  {
    id: 'put-without-version',
    file: SENDER,
    find: "{ ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': write.when.version } }",
    replace: '{}',
    breaks: 'A change is written over one that came between the read and the commit.',
  },
  {
    id: 'create-over-what-is-there',
    file: SENDER,
    find: "{ ConditionExpression: 'attribute_not_exists(pk)' }",
    replace: '{}',
    breaks: 'What is made twice at the same time replaces what was made first, markers among it.',
  },
  {
    id: 'check-without-version',
    file: SENDER,
    find: "if (write.kind === 'check') return { ConditionCheck: { TableName, Key: { ...write.key }, ...version } };",
    replace:
      "if (write.kind === 'check') return { ConditionCheck: { TableName, Key: { ...write.key }, ConditionExpression: 'attribute_exists(pk)' } };",
    breaks: 'A commit rests on a record that has changed since it was read.',
  },
  {
    id: 'expectation-forgotten',
    file: UNIT,
    find: 'return [...writes, ...checks, ...this.markers.values()];',
    replace: 'return [...writes, ...this.markers.values()];',
    breaks: 'A record that the commit rests on is not asked for at all.',
  },
  {
    id: 'floor-dropped',
    file: SENDER,
    find: "for (const [path, floor] of Object.entries(atLeast)) bound(path, '>=', floor);",
    replace: '',
    breaks: 'Two that reserve at once both get the last of a stock.',
  },
  {
    id: 'ceiling-dropped',
    file: SENDER,
    find: "for (const [path, ceiling] of Object.entries(atMost)) bound(path, '<=', ceiling);",
    replace: '',
    breaks: 'A demand goes on waiting for what came in while it was decided.',
  },
  {
    id: 'marker-left-out',
    file: SENDER,
    find: 'items.push(eventItem(said(context.correlationId), own, { entry, ttl }));',
    replace: 'if (own.length > 0) items.push(eventItem(said(context.correlationId), own));',
    breaks: 'A second delivery of an event has its effect again.',
  },
  {
    id: 'marker-only-with-events',
    file: SENDER,
    find: 'items.push(eventItem(said(context.correlationId), own, { entry, ttl }));',
    replace: 'if (own.length > 0) items.push(eventItem(said(context.correlationId), own, { entry, ttl }));',
    breaks: 'A reaction that says nothing has its effect with each delivery.',
  },
  {
    id: 'inbox-entry-of-the-event-alone',
    file: 'shared/table/event-log.ts',
    find: 'export const inboxEntry = (eventId: string, reaction: string): string => `${eventId}#${reaction}`;',
    replace:
      "export const inboxEntry = (eventId: string, reaction: string): string => `${eventId}#${reaction.split('.')[0]}`;",
    breaks: 'Of two reactions of a module to one event only the first has its effect.',
  },
  {
    id: 'answer-not-kept',
    file: SENDER,
    find: "if (marker?.kind === 'idempotency') items.push(idempotencyItem(context, marker, result, ttl));",
    replace: '',
    breaks: 'A request that is sent again is carried out again.',
  },
  {
    id: 'refused-condition-taken-for-success',
    file: SENDER,
    find: "if (broken !== undefined) throw new Error(`The transaction was refused: ${broken.Code}`);\n  return 'conflict';",
    replace:
      "if (broken !== undefined) throw new Error(`The transaction was refused: ${broken.Code}`);\n  return 'committed';",
    breaks: 'What was refused for a conflict is acknowledged as done.',
  },
  {
    id: 'throttled-taken-for-success',
    file: SENDER,
    find: "if (attempt === 3) return 'conflict';",
    replace: "if (attempt === 3 || name === 'ThrottlingException') return 'committed';",
    breaks: 'A commit that was throttled is acknowledged.',
  },
  {
    id: 'time-out-taken-for-success',
    file: SENDER,
    find: 'if (!RETRYABLE.has(name)) throw error;',
    replace: "if (name === 'TimeoutError') return 'committed';\n      if (!RETRYABLE.has(name)) throw error;",
    breaks: 'A commit of unknown outcome is acknowledged.',
  },
  {
    id: 'one-token-for-all-commits',
    file: SENDER,
    find: 'ClientRequestToken: context.deps.ids.secret(24),',
    replace: 'ClientRequestToken: context.causationId,',
    breaks: 'Of two commits with one cause the second is answered for the first.',
  },
  {
    id: 'version-not-raised',
    file: UNIT,
    find: 'before).version + (known !== undefined && known.before === undefined ? 0 : 1);',
    replace: 'before).version;',
    breaks: 'Two changes of one record both hold, and the second swallows the first.',
  },
  {
    id: 'increment-without-version',
    file: SENDER,
    find: '`SET #version = #version + :one, #updatedAt = :at, ${',
    replace: '`SET #version = #version, #updatedAt = :at, ${',
    breaks: 'Who read a stock before it was reserved writes over the reservation.',
  },
  {
    id: 'claim-without-condition',
    file: UNIT,
    find: "const when = known === undefined ? 'absent' : { version: 1 };",
    replace: 'const when = { version: 1 };',
    breaks: 'The first claim of a value is refused as if somebody held it.',
  },
  {
    id: 'read-not-consistent-with-own-writes',
    file: UNIT,
    find: 'if (pending !== undefined) return pending.after as Stored<Fields> | undefined;',
    replace: '',
    breaks: 'A part of a commit does not see what an earlier part of it wrote, and takes it back.',
  },
  {
    id: 'number-not-kept',
    file: UNIT,
    find: 'else this.work.update(numberSeries, before, { last: number });',
    replace: '',
    breaks: 'Two documents get one number.',
  },
  {
    id: 'audit-chain-without-head',
    file: UNIT,
    find: "previousHash: before?.auditHash ?? '',",
    replace: "previousHash: '',",
    breaks: 'An audit entry does not name the one before it, so that a gap does not show.',
  },
  {
    id: 'change-without-audit',
    file: UNIT,
    find: 'if (!entity.audited) return [this.recordWrite(entity, before, after)];',
    replace: 'if (!entity.audited || before !== undefined) return [this.recordWrite(entity, before, after)];',
    breaks: 'A change leaves no audit entry.',
  },
  {
    id: 'unprocessed-keys-forgotten',
    file: READS,
    find: 'pending = answer.UnprocessedKeys?.[name]?.Keys;',
    replace: 'pending = undefined;',
    breaks: 'Records that a throttled batch did not answer are taken for absent.',
  },
  {
    id: 'unprocessed-keys-asked-from-the-start',
    file: READS,
    find: 'for (const { reject } of asked) reject(error);',
    replace: 'void error;\n    for (const { resolve } of asked) resolve(undefined);',
    breaks: 'Records that could not be read are taken for absent.',
  },
  {
    id: 'reads-that-disagree-taken-for-a-fault',
    file: SENDER,
    find: "if (error instanceof ReadsDisagree) return 'conflict';",
    replace: '',
    breaks: 'What another commit changed between two reads is a fault instead of a reason to decide anew.',
  },
];
