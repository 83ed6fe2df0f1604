/** Where the file of an export lies, and the address at which it can be fetched. */
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Context } from '../../../shared/context.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { instantOf } from '../../../shared/values/time.ts';
import { needPlatform } from '../need-platform.ts';
import type { DownloadResource } from './export.resource.ts';
import type { ExportJob } from './export.schema.ts';

/** Whoever has the address can fetch the file: it lives as long as it takes to click. */
const LIFE_SECONDS = 5 * 60;

/** Keys begin with the tenant, and are made from the caller's own: a file of another cannot be named. */
export const exportKeyOf = (tenantId: TenantId, exportId: string): string => `${tenantId}/exports/${exportId}`;

/** An address for the file of a finished export; null where there is none to fetch (any more). */
export async function downloadOf(context: Context, job: Stored<ExportJob>): Promise<DownloadResource | null> {
  const nowMs = context.deps.clock.now();
  if (job.state !== 'succeeded' || job.expiresAt === undefined || Date.parse(job.expiresAt) <= nowMs) return null;
  const { client, bucket } = needPlatform(context).files;
  const name = `${job.kind.replaceAll('.', '-')}-${job.createdAt.slice(0, 10)}.${job.format}`;
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: exportKeyOf(context.tenantId, job.id),
    ResponseContentDisposition: `attachment; filename="${name}"`,
  });
  const url = await getSignedUrl(client, command, { expiresIn: LIFE_SECONDS, signingDate: new Date(nowMs) });
  return { url, expiresAt: instantOf(nowMs + LIFE_SECONDS * 1_000) };
}
