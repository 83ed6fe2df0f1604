/** Event source mappings as the template declares them, with the rights that AWS checks when it makes one. */
import { z } from 'zod';
import { compileEventPattern, type EventMatcher } from '../bus/pattern.ts';
import type { Roles } from '../iam/roles.ts';
import { queueDestination } from '../queues/read-queues.ts';
import type { Assembly } from '../template/assembly.ts';
import { flag, ignored, readProperties } from '../template/properties.ts';
import type { Json } from '../template/template.ts';
import type { FunctionConfig } from './read-functions.ts';

export type SourceMapping = {
  /** Stable across restarts: the position in a stream is kept by it. */
  readonly id: string;
  readonly sourceArn: string;
  readonly functionArn: string;
  readonly batchSize: number | undefined;
  readonly reportsFailures: boolean;
  readonly matches: EventMatcher | undefined;
  readonly concurrencyMax: number | undefined;
  readonly bisects: boolean;
  /** -1: until the record is too old. */
  readonly retriesMax: number;
  readonly recordAgeMaxMs: number | undefined;
  readonly onFailureArn: string | undefined;
  readonly startsAtEnd: boolean;
};

const MappingProperties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: flag.default(true),
  BatchSize: z.coerce.number().optional(),
  FunctionResponseTypes: z.array(z.string()).default([]),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number() }).optional(),
  BisectBatchOnFunctionError: flag.default(false),
  MaximumRetryAttempts: z.coerce.number().default(-1),
  MaximumRecordAgeInSeconds: z.coerce.number().default(-1),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).optional(),
  StartingPosition: z.enum(['LATEST', 'TRIM_HORIZON']).optional(),
  // A window and several pollers only change how records are bundled; locally each batch goes at once, in order.
  ...ignored('MaximumBatchingWindowInSeconds', 'ParallelizationFactor', 'MetricsConfig', 'KmsKeyArn', 'Tags'),
});

export function readMappings(
  assembly: Assembly,
  functions: readonly FunctionConfig[],
  roles: Roles,
): readonly SourceMapping[] {
  return assembly.ofType('AWS::Lambda::EventSourceMapping').flatMap((resource): SourceMapping[] => {
    const properties = readProperties(assembly, resource, MappingProperties);
    if (!properties.Enabled) return [];
    const { EventSourceArn: sourceArn, FunctionName, MaximumRecordAgeInSeconds: ageSeconds } = properties;
    const lambda = functions.find(({ name, arn }) => FunctionName === name || FunctionName === arn);
    if (lambda === undefined) throw new Error(`${resource.logicalId}: no function ${FunctionName}`);
    const onFailureArn = queueDestination(
      assembly,
      resource.logicalId,
      properties.DestinationConfig?.OnFailure?.Destination,
    );
    expectRights(resource.logicalId, roles, lambda, sourceArn, onFailureArn);
    const patterns = properties.FilterCriteria?.Filters.map(({ Pattern }) =>
      compileEventPattern(JSON.parse(Pattern) as Json, 'source'),
    );
    return [
      {
        id: `${resource.stack}/${resource.logicalId}`,
        sourceArn,
        functionArn: lambda.arn,
        batchSize: properties.BatchSize,
        reportsFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        matches: patterns === undefined ? undefined : (record) => patterns.some((matches) => matches(record)),
        concurrencyMax: properties.ScalingConfig?.MaximumConcurrency,
        bisects: properties.BisectBatchOnFunctionError,
        retriesMax: properties.MaximumRetryAttempts,
        recordAgeMaxMs: ageSeconds === -1 ? undefined : ageSeconds * 1000,
        onFailureArn,
        startsAtEnd: properties.StartingPosition === 'LATEST',
      },
    ];
  });
}

const QUEUE_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const STREAM_ACTIONS = ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'];

/** CloudFormation refuses to make a mapping whose function may not read its source. */
function expectRights(
  mapping: string,
  roles: Roles,
  lambda: FunctionConfig,
  sourceArn: string,
  onFailureArn: string | undefined,
): void {
  const { allow } = roles.callerOf(lambda.role);
  const wanted = (sourceArn.includes(':sqs:') ? QUEUE_ACTIONS : STREAM_ACTIONS).map((action) => [action, sourceArn]);
  if (onFailureArn !== undefined) wanted.push(['sqs:SendMessage', onFailureArn]);
  for (const [action = '', resource = ''] of wanted) {
    const decision = allow(action, resource, () => undefined);
    if (decision !== true) throw new Error(`The event source mapping ${mapping} cannot work: ${decision}`);
  }
}
