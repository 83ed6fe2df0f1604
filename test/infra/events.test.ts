import { describe, expect, test } from 'vitest';
import type { ResolvedResource } from '../../infra/local/template/assembly.ts';
import { everyEvent } from '../../shared/events/event.ts';
import { SETTLED_AFTER_MS } from '../../shared/events/read-log.ts';
import { EVENT_SOURCE } from '../../shared/events/relay.ts';
import type { ModuleManifest } from '../../shared/module.ts';
import { functionOf, only, property, registry, synthesise } from './synthesised.ts';

const { assembly } = synthesise();
const rules = assembly.ofType('AWS::Events::Rule');
const alarms = assembly.ofType('AWS::CloudWatch::Alarm');

type Target = { readonly Arn: string; readonly DeadLetterConfig?: { readonly Arn: string } };
const targetsOf = (rule: (typeof rules)[number]) => property(rule, 'Targets') as readonly Target[];

/** The queue that feeds the reactions of a module. */
function queueOf(module: string) {
  const lambda = functionOf(assembly, `${module}/events`);
  const source = only(assembly, 'AWS::Lambda::EventSourceMapping', 'FunctionName', lambda.ref);
  return queueWith(source.properties.EventSourceArn);
}

function queueWith(arn: unknown) {
  const found = assembly.ofType('AWS::SQS::Queue').find((queue) => queue.arn === arn);
  if (found === undefined) throw new Error(`No queue has the ARN ${String(arn)}`);
  return found;
}
const deadLettersOf = (queue: ResolvedResource) => queueWith(property(queue, 'RedrivePolicy.deadLetterTargetArn'));

/** Alarms at the first message that waits in a queue. */
const alarmsOn = (queue: ResolvedResource) =>
  alarms.filter(({ properties }) => {
    const name = queue.arn.split(':').at(-1);
    const watched = JSON.stringify(properties.Dimensions) === JSON.stringify([{ Name: 'QueueName', Value: name }]);
    return watched && properties.MetricName === 'ApproximateNumberOfMessagesVisible' && properties.Threshold === 1;
  });

const reacting = registry.filter(({ consumes }) => consumes.length > 0);
const hearsAll = ({ consumes }: ModuleManifest) => consumes.some(({ on }) => on === everyEvent);
const consumed = reacting
  .filter((manifest) => !hearsAll(manifest))
  .flatMap(({ name, consumes }) => [...new Set(consumes.map(({ on }) => on.type))].map((type) => ({ name, type })));
const emitted = registry.flatMap(({ emits }) => emits);

describe('events on their way to reactions', () => {
  test.each(consumed)('$type has one rule to the queue of $name', ({ name, type }) => {
    const queue = queueOf(name);
    const found = rules.filter((rule) => targetsOf(rule).some(({ Arn }) => Arn === queue.arn));
    const matching = found.filter(({ properties }) => {
      const pattern = JSON.stringify(properties.EventPattern);
      return pattern === JSON.stringify({ source: [EVENT_SOURCE], 'detail-type': [type] });
    });
    expect(matching).toHaveLength(1);
    expect(matching.flatMap(targetsOf)).toHaveLength(1);
  });

  test.each(reacting.filter(hearsAll))(
    'every event has one rule, by its source alone, to the queue of $name',
    ({ name }) => {
      const queue = queueOf(name);
      const found = rules.filter((rule) => targetsOf(rule).some(({ Arn }) => Arn === queue.arn));
      expect(found.map(({ properties }) => properties.EventPattern)).toEqual([{ source: [EVENT_SOURCE] }]);
      expect(found.flatMap(targetsOf)).toHaveLength(1);
    },
  );

  test('there is a rule for nothing else', () => {
    expect(rules).toHaveLength(consumed.length + reacting.filter(hearsAll).length);
  });

  test('every event that is emitted has a rule or is declared terminal', () => {
    // Whoever hears everything deals with nothing in particular: his rule names no type, and counts for none.
    const types = rules.flatMap((rule) => property(rule, 'EventPattern.detail-type'));
    const unheard = emitted.filter(({ terminal, type }) => !terminal && !types.includes(type));
    expect(unheard.map(({ type }) => type)).toEqual([]);
  });

  test('every event that is consumed is emitted by a module', () => {
    const types = new Set(emitted.map(({ type }) => type));
    expect(consumed.filter(({ type }) => !types.has(type))).toEqual([]);
  });

  test('the bus keeps an archive', () => {
    expect(assembly.ofType('AWS::Events::Archive')).toHaveLength(1);
  });
});

describe.each(reacting.map(({ name }) => ({ name })))('the queue of $name', ({ name }) => {
  const queue = queueOf(name);
  const lambda = functionOf(assembly, `${name}/events`);

  test('is read in batches that fail in part, by a bounded number of functions', () => {
    const source = only(assembly, 'AWS::Lambda::EventSourceMapping', 'FunctionName', lambda.ref);
    expect(source.properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    expect(property(source, 'ScalingConfig.MaximumConcurrency')).toBeGreaterThan(1);
    expect(queue.properties.VisibilityTimeout).toBe(6 * Number(lambda.properties.Timeout));
  });

  test('ends in a dead-letter queue of its own, which raises an alarm at its first message', () => {
    const deadLetters = deadLettersOf(queue);
    expect(property(queue, 'RedrivePolicy.maxReceiveCount')).toBeGreaterThanOrEqual(5);
    expect(alarmsOn(deadLetters)).toHaveLength(1);
    for (const rule of rules.filter((one) => targetsOf(one).some(({ Arn }) => Arn === queue.arn))) {
      expect(targetsOf(rule)[0]?.DeadLetterConfig?.Arn).toBe(deadLetters.arn);
    }
  });
});

test('every queue is encrypted and refuses what does not come by TLS', () => {
  for (const queue of assembly.ofType('AWS::SQS::Queue')) {
    expect(queue.properties.SqsManagedSseEnabled).toBe(true);
    const policy = assembly
      .ofType('AWS::SQS::QueuePolicy')
      .find(({ properties }) => JSON.stringify(properties.Queues) === JSON.stringify([queue.ref]));
    expect(JSON.stringify(policy?.properties)).toContain('"aws:SecureTransport":"false"');
  }
});

describe('the relay', () => {
  const relay = functionOf(assembly, 'platform/relay');
  const source = only(assembly, 'AWS::Lambda::EventSourceMapping', 'FunctionName', relay.ref);

  test('reads new event items from the table’s stream, and nothing else', () => {
    expect(String(source.properties.EventSourceArn)).toContain(
      `${assembly.ofType('AWS::DynamoDB::Table')[0]?.arn}/stream/`,
    );
    const [filter] = property(source, 'FilterCriteria.Filters') as readonly { Pattern: string }[];
    expect(JSON.parse(filter?.Pattern ?? '')).toEqual({
      eventName: ['INSERT'],
      dynamodb: { NewImage: { outboxpk: { S: [{ exists: true }] } } },
    });
  });

  test('gives up after bounded retries of ever smaller batches, into a queue with an alarm', () => {
    expect(source.properties).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(source.properties.MaximumRetryAttempts).toBeGreaterThan(0);
    const failures = queueWith(property(source, 'DestinationConfig.OnFailure.Destination'));
    expect(alarmsOn(failures)).toHaveLength(1);
    const behind = alarms.filter(({ properties }) => properties.MetricName === 'IteratorAge');
    expect(behind).toHaveLength(1);
  });
});

test('no function runs so long that its event could come behind what the log calls settled', () => {
  const seconds = assembly.ofType('AWS::Lambda::Function').map(({ properties }) => Number(properties.Timeout));
  const indexMs = 60_000;
  expect(Math.max(...seconds) * 1_000 + indexMs).toBeLessThanOrEqual(SETTLED_AFTER_MS);
});

describe('timers', () => {
  const declared = registry.flatMap(({ name, schedules }) => schedules.map((schedule) => ({ name, schedule })));

  test.each(declared)('$name: $schedule.name runs $schedule.every', ({ name, schedule }) => {
    const input = JSON.stringify({ module: name, schedule: schedule.name });
    const timer = only(assembly, 'AWS::Scheduler::Schedule', 'Target.Input', input);
    expect(timer.properties.ScheduleExpression).toBe(schedule.every);
    expect(property(timer, 'Target.Arn')).toBe(functionOf(assembly, 'platform/schedules').arn);
  });

  test('the sweeper runs every few minutes, and there is no other timer but that of due work', () => {
    const sweeper = functionOf(assembly, 'platform/sweeper');
    only(assembly, 'AWS::Scheduler::Schedule', 'Target.Arn', sweeper.arn);
    expect(assembly.ofType('AWS::Scheduler::Schedule')).toHaveLength(declared.length + 2);
  });
});
