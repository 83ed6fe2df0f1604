/** One batch of stream records on its way into a function, until every record has been taken or given up. */
import { randomUUID } from 'node:crypto';
import type { LocalFunction } from '../lambda/functions.ts';
import type { SourceMapping } from '../lambda/read-mappings.ts';
import { reasonOf } from '../log.ts';
import type { StreamRecord } from '../table/index.ts';
import { type StreamMappingPorts, sequenceOf } from './stream-mapping.ts';

export type Delivery = {
  readonly mapping: SourceMapping;
  readonly target: LocalFunction;
  readonly ports: StreamMappingPorts;
  /** Everything up to this sequence number has been dealt with. */
  readonly done: (sequence: bigint) => void;
  readonly isStopped: () => boolean;
  /** Waits on the cloud's clock, so that a test can turn it; ends early when the cloud stops. */
  readonly sleep: (ms: number) => Promise<void>;
};

const BACKOFF_MS = 1000;
const BACKOFF_MAX_MS = 60_000;

/** Resolves when the batch is behind us, or when the cloud stops; what is not done then comes again. */
export async function deliverRecords(records: readonly StreamRecord[], delivery: Delivery): Promise<void> {
  const { mapping } = delivery;
  let pending = records;
  for (let failures = 0; pending.length > 0 && !delivery.isStopped(); ) {
    pending = dropOld(pending, delivery);
    if (pending.length === 0) return;
    const outcome = await attempt(pending, delivery);
    if (outcome.failedFrom > 0) doneUpTo(pending[outcome.failedFrom - 1], delivery);
    if (outcome.failedFrom === pending.length) return;
    const moved = outcome.failedFrom > 0;
    pending = pending.slice(outcome.failedFrom);
    if (mapping.bisects && !moved && pending.length > 1) {
      // Halving does not use up a retry: it finds the poisoned record.
      const middle = Math.ceil(pending.length / 2);
      await deliverRecords(pending.slice(0, middle), delivery);
      pending = pending.slice(middle);
      continue;
    }
    failures += 1;
    if (mapping.retriesMax >= 0 && failures > mapping.retriesMax) {
      giveUp(pending, 'RetryAttemptsExhausted', outcome.reason, failures, delivery);
      return;
    }
    await backOff(failures, delivery);
  }
}

type Outcome = { readonly failedFrom: number; readonly reason: string };

/** Calls the function; `failedFrom` is the index of the first record that failed, or the batch's length. */
async function attempt(records: readonly StreamRecord[], { mapping, target, ports }: Delivery): Promise<Outcome> {
  try {
    const answer = await target.invoke({ Records: records });
    if (!mapping.reportsFailures) return { failedFrom: records.length, reason: '' };
    return { failedFrom: firstFailure(answer, records), reason: 'the function reported failed records' };
  } catch (error) {
    const reason = reasonOf(error);
    ports.logger.warn('a stream batch failed', { function: target.config.name, records: records.length, reason });
    return { failedFrom: 0, reason };
  }
}

/** The lowest sequence number that the answer names; an answer that names none of the batch fails all of it. */
function firstFailure(answer: unknown, records: readonly StreamRecord[]): number {
  const listed = (answer as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? [];
  if (!Array.isArray(listed)) return 0;
  if (listed.length === 0) return records.length;
  const indexes = listed.map((item) => {
    const id = (item as { itemIdentifier?: string } | null)?.itemIdentifier;
    return Math.max(
      0,
      records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === id),
    );
  });
  return Math.min(...indexes);
}

function doneUpTo(record: StreamRecord | undefined, delivery: Delivery): void {
  if (record !== undefined) delivery.done(sequenceOf(record));
}

function dropOld(records: readonly StreamRecord[], delivery: Delivery): readonly StreamRecord[] {
  const { recordAgeMaxMs } = delivery.mapping;
  if (recordAgeMaxMs === undefined) return records;
  const oldest = delivery.ports.timers.now() - recordAgeMaxMs;
  const old = records.filter(({ dynamodb }) => (dynamodb.ApproximateCreationDateTime + 1) * 1000 < oldest);
  if (old.length > 0) giveUp(old, 'RecordAgeExceeded', 'the records were too old', 0, delivery);
  return records.slice(old.length);
}

async function backOff(failures: number, { ports, mapping, sleep }: Delivery): Promise<void> {
  const usualMs = Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** (failures - 1));
  ports.logger.info('a stream batch will be tried again', { mapping: mapping.id, failures });
  await sleep(ports.retryDelay(failures, usualMs));
}

type GivenUp = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** Sends what Lambda sends: where the records are in the stream, not the records. */
function giveUp(
  records: readonly StreamRecord[],
  condition: GivenUp,
  reason: string,
  attempts: number,
  delivery: Delivery,
): void {
  const { mapping, target, ports } = delivery;
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) return;
  const arrival = ({ dynamodb }: StreamRecord) => new Date(dynamodb.ApproximateCreationDateTime * 1000).toISOString();
  ports.logger.error('stream records were given up', { mapping: mapping.id, records: records.length, reason });
  if (mapping.onFailureArn !== undefined) {
    const message = {
      requestContext: {
        requestId: randomUUID(),
        functionArn: target.config.arn,
        condition,
        approximateInvokeCount: attempts,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: new Date(ports.timers.now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId: 'shardId-00000000000000000000-00000000',
        startSequenceNumber: first.dynamodb.SequenceNumber,
        endSequenceNumber: last.dynamodb.SequenceNumber,
        approximateArrivalOfFirstRecord: arrival(first),
        approximateArrivalOfLastRecord: arrival(last),
        batchSize: records.length,
        streamArn: mapping.sourceArn,
      },
    };
    ports.queues.send(mapping.onFailureArn, [{ body: JSON.stringify(message) }]);
  }
  doneUpTo(last, delivery);
}
