/** What costs money by being there: counted in the templates, as the local cloud reads them. */
import type { DeclaredApp } from '../local/declared-app.ts';

export type StackCount = {
  readonly alarms: number;
  /** Queues that Lambda polls, and streams that it reads. */
  readonly polledQueues: number;
  readonly readStreams: number;
  readonly functions: number;
  readonly functionMegabytes: number;
  readonly keys: number;
};

export function countStack({ assembly, mappings, functions }: DeclaredApp): StackCount {
  return {
    alarms: assembly.ofType('AWS::CloudWatch::Alarm').length,
    polledQueues: mappings.filter(({ sourceArn }) => sourceArn.includes(':sqs:')).length,
    readStreams: mappings.filter(({ sourceArn }) => sourceArn.includes(':dynamodb:')).length,
    functions: functions.length,
    functionMegabytes: Math.max(...functions.map(({ memoryMegabytes }) => memoryMegabytes)),
    keys: assembly.ofType('AWS::KMS::Key').length,
  };
}
