/** Buckets as the template declares them. */
import { z } from 'zod';
import type { Assembly } from '../template/assembly.ts';
import { ignored, readProperties } from '../template/properties.ts';

export type CorsRule = {
  readonly AllowedOrigins: readonly string[];
  readonly AllowedMethods: readonly string[];
  readonly AllowedHeaders: readonly string[];
  readonly ExposedHeaders: readonly string[];
};

export type Bucket = {
  readonly name: string;
  readonly arn: string;
  readonly cors: readonly CorsRule[];
  /** Objects older than this are deleted. */
  readonly expiryMs: number | undefined;
};

const DAY_MS = 86_400_000;
const texts = z.array(z.string()).default([]);

const BucketProperties = z.object({
  LifecycleConfiguration: z
    .object({
      Rules: z.array(
        z.object({ Status: z.string(), ExpirationInDays: z.coerce.number().optional(), Prefix: z.string().optional() }),
      ),
    })
    .optional(),
  CorsConfiguration: z
    .object({
      CorsRules: z.array(
        z.object({
          AllowedOrigins: texts,
          AllowedMethods: texts,
          AllowedHeaders: texts,
          ExposedHeaders: texts,
        }),
      ),
    })
    .optional(),
  ...ignored(
    'AccessControl',
    'BucketEncryption',
    'BucketName',
    'LoggingConfiguration',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'Tags',
    'VersioningConfiguration',
  ),
});

export function readBuckets(assembly: Assembly): readonly Bucket[] {
  return assembly.ofType('AWS::S3::Bucket').map((resource): Bucket => {
    const { LifecycleConfiguration, CorsConfiguration } = readProperties(assembly, resource, BucketProperties);
    const expiry = LifecycleConfiguration?.Rules.find(
      ({ Status, ExpirationInDays, Prefix }) =>
        Status === 'Enabled' && ExpirationInDays !== undefined && (Prefix ?? '') === '',
    )?.ExpirationInDays;
    return {
      name: resource.ref,
      arn: resource.arn,
      cors: CorsConfiguration?.CorsRules ?? [],
      expiryMs: expiry === undefined ? undefined : expiry * DAY_MS,
    };
  });
}
