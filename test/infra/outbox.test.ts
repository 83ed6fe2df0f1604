/** Relay and sweeper on the embedded engine, each under the very policy that its role has in the template. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { create as createRelay } from '../../functions/platform/relay.ts';
import type { StreamRecord } from '../../functions/platform/relay-batch.ts';
import { create as createSweeper } from '../../functions/platform/sweeper.ts';
import { readRoles } from '../../infra/local/iam/roles.ts';
import { tablePrincipal } from '../../infra/local/iam/table-principal.ts';
import type { EventEnvelope } from '../../shared/events/event.ts';
import { tenantContext } from '../../shared/runtime/contexts.ts';
import { MARSHALL_OPTIONS, type Runtime } from '../../shared/runtime/runtime.ts';
import { commit } from '../../shared/table/unit-of-work.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import { createEngineRuntime, TEST_TABLE } from '../harness/engine-runtime.ts';
import { probeSent } from './probe-modules.ts';
import { functionOf, synthesise } from './synthesised.ts';

const { assembly } = synthesise();
const roles = readRoles(assembly);
const tableArn = assembly.ofType('AWS::DynamoDB::Table')[0]?.arn ?? '';
const ALPHA = `ten_${'a'.repeat(26)}` as TenantId;
const bus = mockClient(EventBridgeClient);

type Warning = { readonly text: string; readonly facts: unknown };

/** A tenant that has sent signals in `count` commits, and the two functions with no more rights than their roles have. */
async function worldWith(count: number, aCommit = 1) {
  const said: Warning[] = [];
  const say = (text: string, facts?: unknown) => said.push({ text, facts });
  const base = createEngineRuntime({ logger: { info: say, warn: say, error: say } });
  const as = (entry: string): Runtime => {
    const role = roles.byArn(String(functionOf(assembly, entry).properties.Role));
    const client = new DynamoDBClient({
      region: 'local',
      maxAttempts: 1,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      requestHandler: base.engine.requestHandler(tablePrincipal(roles.callerOf(role), () => tableArn)),
    });
    const table = DynamoDBDocumentClient.from(client, MARSHALL_OPTIONS);
    return { ...base.runtime, platformTable: () => table };
  };
  const facts = {
    tenantId: ALPHA,
    actor: { kind: 'system', id: 'test' },
    correlationId: 'cor_1',
    causationId: 'req_1',
  } as const;
  for (let index = 0; index < count; index += 1) {
    await commit(tenantContext(base.runtime, facts), async (work) => {
      for (let part = 0; part < aCommit; part += 1) {
        const id = aCommit === 1 ? `signal_${index}` : `signal_${index}.${part}`;
        work.emit(probeSent, { id, version: 1 }, { probeId: id });
      }
    });
  }
  const stream = base.engine.readStream(TEST_TABLE, 0n, 1000);
  return {
    ...base,
    said,
    stream,
    relay: createRelay(as('platform/relay')),
    sweep: createSweeper(as('platform/sweeper')),
  };
}

const sentEvents = (): EventEnvelope[] =>
  bus
    .commandCalls(PutEventsCommand)
    .flatMap(({ args: [{ input }] }) => input.Entries ?? [])
    .map(({ Detail = '' }) => JSON.parse(Detail) as EventEnvelope);

beforeEach(() => {
  bus.reset();
  // As AWS: a call with too many entries is refused as a whole.
  bus.on(PutEventsCommand).callsFake(({ Entries }: { Entries: unknown[] }) => {
    if (Entries.length > 10) throw new Error('Member must have length less than or equal to 10');
    return { FailedEntryCount: 0, Entries: Entries.map((_, index) => ({ EventId: String(index) })) };
  });
});

describe('the sweeper', () => {
  test('leaves alone what is still on its ordinary way', async () => {
    const { sweep, clock } = await worldWith(3);
    clock.advance(60_000);
    await sweep();
    expect(sentEvents()).toEqual([]);
  });

  test('sends what is minutes old and unsent, once, and says so', async () => {
    const { sweep, clock, said } = await worldWith(3);
    clock.advance(180_000);
    await sweep();
    await sweep();
    expect(
      sentEvents()
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(['signal_0', 'signal_1', 'signal_2']);
    expect(said).toEqual([{ text: 'events went to the bus by the sweeper', facts: { events: 3 } }]);
  });

  test('fails where the bus refuses, so that the alarm is raised, and tries again at the next run', async () => {
    const { sweep, clock } = await worldWith(1);
    clock.advance(180_000);
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] });
    await expect(sweep()).rejects.toThrow('The bus refused 1 events');
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    await sweep();
    expect(bus.commandCalls(PutEventsCommand).at(-1)?.args[0].input.Entries).toHaveLength(1);
  });
});

describe('the relay', () => {
  /** As Lambda hands it over: plain JSON. */
  const batchOf = (stream: readonly unknown[]) => ({
    Records: JSON.parse(JSON.stringify(stream)) as StreamRecord[],
  });

  test('sends each new event once and takes it out of the sweeper’s sight', async () => {
    const { relay, sweep, stream, clock } = await worldWith(12);
    await expect(relay(batchOf(stream))).resolves.toEqual({ batchItemFailures: [] });
    expect(sentEvents()).toHaveLength(12);
    expect(bus.commandCalls(PutEventsCommand)).toHaveLength(2);
    clock.advance(600_000);
    await sweep();
    expect(sentEvents()).toHaveLength(12);
  });

  test('notes each loop once a window, for the jobs that look at what is new', async () => {
    const { relay, sweep, stream, clock, engine } = await worldWith(3);
    const notes = () =>
      [...engine.scanAll(TEST_TABLE)]
        .map((item) => unmarshall(item as Parameters<typeof unmarshall>[0]))
        .map(({ pk, sk }) => `${pk} ${sk}`)
        .filter((key) => key.startsWith('p#activity#'));
    const writes = () =>
      engine
        .consumed()
        .rows()
        .find(({ operation }) => operation === 'PutItem')?.calls ?? 0;
    await relay(batchOf(stream));
    await relay(batchOf(stream));
    expect(notes()).toEqual([expect.stringMatching(/^p#activity#2026-03-02T09:00:00.000Z#\d r#ten_a{26}#cor_1$/)]);
    expect(writes()).toBe(1);
    clock.advance(15 * 60_000);
    await relay(batchOf(stream));
    expect(notes()).toHaveLength(2);
    await sweep();
    expect(notes()).toHaveLength(2);
  });

  test('names the record of an event that the bus keeps refusing, and only that', async () => {
    const { relay, stream } = await worldWith(3);
    bus.on(PutEventsCommand).callsFake(({ Entries }: { Entries: { Resources: string[] }[] }) => {
      const results = Entries.map(({ Resources }) =>
        Resources[0] === 'signal_1' ? { ErrorCode: 'Throttled' } : { EventId: 'x' },
      );
      return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
    });
    const batch = batchOf(stream);
    const refused = batch.Records.find(({ dynamodb }) => JSON.stringify(dynamodb?.NewImage).includes('signal_1'));
    await expect(relay(batch)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: refused?.dynamodb?.SequenceNumber }],
    });
  });

  test('keeps a commit unsent as a whole while the bus refuses one of its events, over the limit of a call', async () => {
    const { relay, sweep, stream, clock } = await worldWith(3, 4);
    bus.on(PutEventsCommand).callsFake(({ Entries }: { Entries: { Resources: string[] }[] }) => {
      const results = Entries.map(({ Resources }) =>
        Resources[0] === 'signal_2.3' ? { ErrorCode: 'Throttled' } : { EventId: 'x' },
      );
      return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
    });
    const batch = batchOf(stream);
    await expect(relay(batch)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: batch.Records[2]?.dynamodb?.SequenceNumber }],
    });
    bus.reset();
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [] });
    clock.advance(600_000);
    await sweep();
    expect(sentEvents().map(({ subject }) => subject)).toEqual([0, 1, 2, 3].map((part) => `signal_2.${part}`));
  });

  test('passes over what the source’s filter should have left out', async () => {
    const { relay, stream } = await worldWith(1);
    const [record] = batchOf(stream).Records;
    const changed = { ...record, eventName: 'MODIFY' };
    const other = { eventName: 'INSERT', dynamodb: { SequenceNumber: '9', NewImage: { action: { S: 'create' } } } };
    await expect(relay({ Records: [changed, other, {}] })).resolves.toEqual({ batchItemFailures: [] });
    expect(sentEvents()).toEqual([]);
  });
});
