/** The stack of due work: what its functions read, where they send, which keys they reach, who is told when it stands still. */
import { describe, expect, test } from 'vitest';
import { readApp } from '../../infra/local/declared-app.ts';
import type { JsonObject } from '../../infra/local/template/template.ts';
import { DUE_TIMEOUT_MS } from '../../shared/due/check-due-work.ts';
import { settingsOf } from '../../shared/runtime/environment.ts';
import { dueKey } from '../../shared/table/due-index.ts';
import { errand } from './probe-modules.ts';
import { functionOf, property, registry, synthesise } from './synthesised.ts';

const { assembly } = synthesise();
const app = readApp(assembly);
const configOf = (entry: string) => {
  const config = app.functions.find(({ handler }) => handler === `${entry}.handler`);
  if (config === undefined) throw new Error(`no function ${entry}`);
  return config;
};
const mappingOf = (entry: string) => {
  const mapping = app.mappings.find(({ functionArn }) => functionArn === configOf(entry).arn);
  if (mapping === undefined) throw new Error(`no mapping for ${entry}`);
  return mapping;
};
const queueOf = (module: string) => app.queues.find(({ arn }) => arn === mappingOf(`${module}/due`).sourceArn);
const withDue = registry.filter(({ due }) => due.length > 0).map(({ name }) => name);
const record = (eventName: string, NewImage: JsonObject): JsonObject => ({ eventName, dynamodb: { NewImage } });

describe('the relay of due work', () => {
  const { matches } = mappingOf('platform/due-relay');
  const soon = { pk: { S: 't#a#waiter.errand#1' }, duepk: { S: dueKey('soon', 1) } };

  test.each([
    ['a new record that falls due soon', record('INSERT', soon), true],
    ['a record whose instant was moved', record('MODIFY', soon), true],
    ['a record that falls due later', record('INSERT', { ...soon, duepk: { S: dueKey('later', 1) } }), false],
    ['a record without an instant', record('MODIFY', { pk: soon.pk }), false],
    ['unsent events', record('INSERT', { pk: soon.pk, outboxpk: { S: 'p#outbox#0' } }), false],
    ['a removal', { eventName: 'REMOVE', dynamodb: {} }, false],
  ])('is given %s: %#', (_, given, expected) => {
    expect(matches?.(given)).toBe(expected);
  });

  test('reads the stream beside the relay of events, from a place of its own', () => {
    const [own, others] = [mappingOf('platform/due-relay'), mappingOf('platform/relay')];
    expect(own.sourceArn).toBe(others.sourceArn);
    expect(own.id).not.toBe(others.id);
    const readers = app.mappings.filter(({ sourceArn }) => sourceArn === own.sourceArn);
    // A stream serves two readers; a third would slow all of them.
    expect(readers).toHaveLength(2);
  });
});

describe.each(['platform/due-relay', 'platform/due-sweeper'])('%s', (entry) => {
  test('knows the queue of every module that has due work, and may send there and nowhere else', () => {
    const { environment, role } = configOf(entry);
    const { dueQueues } = settingsOf(environment);
    expect(Object.keys(dueQueues).sort()).toEqual([...withDue].sort());
    const caller = app.roles.callerOf(role);
    const sendable = app.queues.filter(({ arn }) => caller.allow('sqs:SendMessage', arn, () => undefined) === true);
    const failures = mappingOf('platform/due-relay').onFailureArn;
    expect(
      sendable
        .filter(({ arn }) => arn !== failures)
        .map(({ url }) => url)
        .sort(),
    ).toEqual(Object.values(dueQueues).sort());
  });
});

test.each(withDue)('the queue of %s has dead letters, and outlasts its function six times', (module) => {
  const queue = queueOf(module);
  expect(queue?.redrive?.receivesMax).toBe(10);
  expect(queue?.visibilityMs).toBe(DUE_TIMEOUT_MS * 6);
  const consumer = functionOf(assembly, `${module}/due`);
  expect(property(consumer, 'Timeout')).toBe(DUE_TIMEOUT_MS / 1000);
  expect(property(consumer, 'Environment.Variables.TENANT_ROLE_ARN')).toBeDefined();
  expect(mappingOf(`${module}/due`).reportsFailures).toBe(true);
});

test('a module without due work has no queue and no function for it', () => {
  const entries = app.functions.map(({ handler }) => handler).filter((handler) => handler.endsWith('/due.handler'));
  expect(entries.sort()).toEqual(withDue.map((name) => `${name}/due.handler`).sort());
  expect(withDue).toContain(errand.name.split('.')[0]);
});

test('the sweeper runs every minute', () => {
  const timers = app.schedules.filter(({ targetArn }) => targetArn === configOf('platform/due-sweeper').arn);
  expect(timers.map(({ periodMs }) => periodMs)).toEqual([60_000]);
});

test.each(['DueWorkOverdue', 'DueWorkFailed'])('somebody is told of %s', (metric) => {
  const alarms = assembly.ofType('AWS::CloudWatch::Alarm').filter(({ properties }) => properties.MetricName === metric);
  expect(alarms).toHaveLength(1);
  const [alarm] = alarms;
  expect(property(alarm, 'TreatMissingData')).toBe('notBreaching');
  expect(String(property(alarm, 'AlarmDescription'))).toContain('docs/operations.md');
});
