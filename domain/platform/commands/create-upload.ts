/** Makes an address to which a file over 1 MB can be sent; an import then names the upload. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { instantOf } from '../../../shared/values/time.ts';
import type { UploadResource } from '../import.resource.ts';
import { FILE_BYTES_MAX, type UploadBody } from '../import.schema.ts';
import { uploadKeyOf } from '../import-source.ts';
import { needPlatform } from '../need-platform.ts';

const LIFE_SECONDS = 15 * 60;

/** The address is for one key under the caller's tenant. Its size, at most 100 MB, is checked by the import. */
export async function createUpload(
  context: Context,
  { body }: RouteInput<unknown, unknown, UploadBody>,
): Promise<UploadResource> {
  const { client, bucket } = needPlatform(context).files;
  const nowMs = context.deps.clock.now();
  const id = context.deps.ids.next('upl');
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: uploadKeyOf(context.tenantId, id),
    ...(body.bytes === undefined ? {} : { ContentLength: body.bytes }),
  });
  const url = await getSignedUrl(client, command, { expiresIn: LIFE_SECONDS, signingDate: new Date(nowMs) });
  const expiresAt = instantOf(nowMs + LIFE_SECONDS * 1_000);
  // Nothing is stored but the answer itself, so that the same key gives the same address.
  return commit(context, async () => ({ id, url, method: 'PUT', expiresAt, bytesMax: body.bytes ?? FILE_BYTES_MAX }));
}
