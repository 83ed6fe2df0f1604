import { describe, expect, it } from 'vitest';
import type { ResolvedResource } from '../../infra/local/template/assembly.ts';
import { DUE_TIMEOUT_MS } from '../../shared/due/check-due-work.ts';
import { property, synthesise } from '../infra/synthesised.ts';
import { REQUEST_TIME_OUT_MS } from './callers.ts';
import { QUEUE } from './queue.ts';
import { REACTION_TIME_OUT_MS } from './queues.ts';
import { RELAY } from './stream.ts';

const { assembly } = synthesise();
const values = (resources: readonly ResolvedResource[], path: string) =>
  new Set(resources.map((resource) => property(resource, path)).filter((value) => value !== undefined));
const mappings = assembly.ofType('AWS::Lambda::EventSourceMapping');
const ofStream = mappings.filter((mapping) => property(mapping, 'StartingPosition') !== undefined);
const ofQueues = mappings.filter((mapping) => property(mapping, 'StartingPosition') === undefined);
const queues = assembly
  .ofType('AWS::SQS::Queue')
  .filter((queue) => property(queue, 'RedrivePolicy.maxReceiveCount') !== undefined);
const timeOuts = (handlerEnd: string) =>
  values(
    assembly
      .ofType('AWS::Lambda::Function')
      .filter((lambda) => String(property(lambda, 'Handler')).endsWith(handlerEnd)),
    'Timeout',
  );

describe('the simulated cloud is set as the stacks are', () => {
  it.each([
    ['visibility time-out of queues (s)', values(queues, 'VisibilityTimeout'), QUEUE.visibilityMs / 1_000],
    ['receives before a dead letter', values(queues, 'RedrivePolicy.maxReceiveCount'), QUEUE.receivesMax],
    ['messages of a batch', values(ofQueues, 'BatchSize'), QUEUE.batchSize],
    ['records of a batch', values(ofStream, 'BatchSize'), RELAY.batchSize],
    ['lanes of the stream', values(ofStream, 'ParallelizationFactor'), RELAY.lanes],
    ['retries of the relay', values(ofStream, 'MaximumRetryAttempts'), RELAY.retries],
    ['time-out of reactions (s)', timeOuts('/events.handler'), REACTION_TIME_OUT_MS / 1_000],
    ['time-out of the relay of due work (s)', timeOuts('/due-relay.handler'), RELAY.timeOutMs / 1_000],
    ['time-out of due work (s)', timeOuts('/due.handler'), DUE_TIMEOUT_MS / 1_000],
    ['time-out of the relay (s)', timeOuts('/relay.handler'), RELAY.timeOutMs / 1_000],
    ['time-out of requests (s)', timeOuts('/api.handler'), REQUEST_TIME_OUT_MS / 1_000],
  ])('%s', (_, declared, simulated) => {
    expect([...declared]).toEqual([simulated]);
  });
});
