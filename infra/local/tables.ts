/** DynamoDB tables as the template declares them, for the engine. */
import { z } from 'zod';
import type { CreateTableInput } from './table/index.ts';
import type { Assembly, ResolvedResource } from './template/assembly.ts';
import { flag, ignored, readProperties } from './template/properties.ts';

const shape = {
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
        Projection: z.object({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).exactOptional(),
        }),
      }),
    )
    .optional(),
  StreamSpecification: z
    .object({ StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']) })
    .optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: flag }).optional(),
  LocalSecondaryIndexes: z.undefined('The local cloud has no local secondary indexes').optional(),
  ...ignored('BillingMode', 'TableName', 'SSESpecification', 'Tags', 'WarmThroughput', 'OnDemandThroughput'),
};

const TableProperties = z.object({
  ...shape,
  ...ignored(
    'ContributorInsightsSpecification',
    'DeletionProtectionEnabled',
    'PointInTimeRecoverySpecification',
    'ProvisionedThroughput',
    'ResourcePolicy',
    'TableClass',
  ),
});
/** A global table's replicas hold the same items; one of them is enough here. */
const GlobalTableProperties = z.object({
  ...shape,
  ...ignored(
    'Replicas',
    'WriteProvisionedThroughputSettings',
    'WriteOnDemandThroughputSettings',
    'MultiRegionConsistency',
  ),
});

export type Table = { readonly arn: string; readonly streamArn: string; readonly definition: CreateTableInput };

export function readTables(assembly: Assembly): readonly Table[] {
  return [
    ...assembly.ofType('AWS::DynamoDB::Table').map((resource) => toTable(assembly, resource, TableProperties)),
    ...assembly
      .ofType('AWS::DynamoDB::GlobalTable')
      .map((resource) => toTable(assembly, resource, GlobalTableProperties)),
  ];
}

function toTable(
  assembly: Assembly,
  resource: ResolvedResource,
  schema: typeof TableProperties | typeof GlobalTableProperties,
): Table {
  const properties = readProperties(assembly, resource, schema);
  const { StreamSpecification: stream, TimeToLiveSpecification: ttl, GlobalSecondaryIndexes: indexes } = properties;
  return {
    arn: resource.arn,
    streamArn: resource.attributes.StreamArn ?? '',
    definition: {
      TableName: resource.ref,
      AttributeDefinitions: properties.AttributeDefinitions,
      KeySchema: properties.KeySchema,
      ...(indexes === undefined ? {} : { GlobalSecondaryIndexes: indexes }),
      ...(stream === undefined ? {} : { StreamSpecification: { ...stream, StreamEnabled: true } }),
      ...(ttl?.AttributeName === undefined
        ? {}
        : { TimeToLiveSpecification: { AttributeName: ttl.AttributeName, Enabled: ttl.Enabled } }),
    },
  };
}
