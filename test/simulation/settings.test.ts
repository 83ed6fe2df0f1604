import { describe, expect, it } from 'vitest';
import type { ResolvedResource } from '../../infra/local/template/assembly.ts';
import { property, synthesise } from '../infra/synthesised.ts';
import { REQUEST_TIME_OUT_MS } from './callers.ts';
import { REACTIONS } from './queues.ts';
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
    ['visibility time-out of queues (s)', values(queues, 'VisibilityTimeout'), REACTIONS.visibilityMs / 1_000],
    ['receives before a dead letter', values(queues, 'RedrivePolicy.maxReceiveCount'), REACTIONS.receivesMax],
    ['messages of a batch', values(ofQueues, 'BatchSize'), REACTIONS.batchSize],
    ['records of a batch', values(ofStream, 'BatchSize'), RELAY.batchSize],
    ['lanes of the stream', values(ofStream, 'ParallelizationFactor'), RELAY.lanes],
    ['retries of the relay', values(ofStream, 'MaximumRetryAttempts'), RELAY.retries],
    ['time-out of reactions (s)', timeOuts('/events.handler'), REACTIONS.timeOutMs / 1_000],
    ['time-out of the relay (s)', timeOuts('/relay.handler'), RELAY.timeOutMs / 1_000],
    ['time-out of requests (s)', timeOuts('/api.handler'), REQUEST_TIME_OUT_MS / 1_000],
  ])('%s', (_, declared, simulated) => {
    expect([...declared]).toEqual([simulated]);
  });
});
