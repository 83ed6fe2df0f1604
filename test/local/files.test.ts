import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../infra/local/cloud.ts';
import { allow, lambda, ref, startSmall, stopAll } from './small-app.ts';

let cloud: LocalCloud;
let files: S3Client;
let reader: S3Client;
let Bucket: string;
let now = Date.now();

beforeAll(async () => {
  const objects = { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Files', 'Arn'] }, '/*']] };
  const environment = { BUCKET_NAME: ref('Files') };
  const clients: Record<string, S3Client> = {};
  const give =
    (name: string): NonNullable<Parameters<typeof startSmall>[1][string]> =>
    (runtime) =>
    async () => {
      clients[name] = runtime.files();
      Bucket = runtime.settings.bucketName;
    };
  cloud = await startSmall(
    {
      Files: {
        Type: 'AWS::S3::Bucket',
        Properties: { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 7 }] } },
      },
      ...lambda('Writer', { statements: [allow(['s3:*Object', 's3:ListBucket'])], environment }),
      ...lambda('Reader', { statements: [allow('s3:GetObject', objects)], environment }),
    },
    { Writer: give('Writer'), Reader: give('Reader') },
    { clock: { now: () => now } },
  );
  for (const lambdaFunction of cloud.services.functions.values()) await lambdaFunction.invoke({});
  files = clients.Writer as S3Client;
  reader = clients.Reader as S3Client;
});
afterAll(stopAll);

const put = (Key: string, Body: string) =>
  files.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/csv', Metadata: { kind: 'import' } }));
const textOf = async (Key: string): Promise<string | undefined> => {
  const { Body } = await files.send(new GetObjectCommand({ Bucket, Key }));
  return Body?.transformToString();
};

describe('objects through the SDK', () => {
  test('are kept with their facts, replaced and deleted', async () => {
    const Key = 'ten_1/a b/ü+%.csv';
    const { ETag } = await put(Key, 'one');
    expect(await textOf(Key)).toBe('one');
    expect(await files.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
      ETag,
      ContentLength: 3,
      ContentType: 'text/csv',
      Metadata: { kind: 'import' },
    });
    await put(Key, 'two');
    expect(await textOf(Key)).toBe('two');
    await files.send(new DeleteObjectCommand({ Bucket, Key }));
    await expect(textOf(Key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('are read in part', async () => {
    await put('range', '0123456789');
    const { Body, ContentRange } = await files.send(new GetObjectCommand({ Bucket, Key: 'range', Range: 'bytes=2-4' }));
    expect(await Body?.transformToString()).toBe('234');
    expect(ContentRange).toBe('bytes 2-4/10');
  });

  test('are listed by prefix, in pages', async () => {
    for (const name of ['a', 'b', 'c']) await put(`list/${name}&`, name);
    const first = await files.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', MaxKeys: 2 }));
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 2 });
    const ContinuationToken = first.NextContinuationToken;
    const second = await files.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix: 'list/',
        ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
      }),
    );
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['list/c&']);
  });

  test('what the role does not allow is denied; what is missing is not told to one who may not list', async () => {
    await put('seen', 'x');
    expect(await (await reader.send(new GetObjectCommand({ Bucket, Key: 'seen' }))).Body?.transformToString()).toBe(
      'x',
    );
    await expect(reader.send(new PutObjectCommand({ Bucket, Key: 'seen', Body: 'y' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await expect(reader.send(new GetObjectCommand({ Bucket, Key: 'missing' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  test('a bucket that the app does not have is named so', async () => {
    await expect(files.send(new GetObjectCommand({ Bucket: 'other', Key: 'x' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });
});

describe('signed addresses', () => {
  const forPut = (Key: string, options = {}) =>
    getSignedUrl(files, new PutObjectCommand({ Bucket, Key, ContentType: 'text/csv', ...options }), { expiresIn: 60 });
  const upload = (url: string, body: string, headers = {}) =>
    fetch(url, { method: 'PUT', body, headers: { 'content-type': 'text/csv', ...headers } });

  test('take an upload and give it back', async () => {
    expect((await upload(await forPut('signed/a b.csv'), 'a,b\n')).status).toBe(200);
    const url = await getSignedUrl(
      files,
      new GetObjectCommand({
        Bucket,
        Key: 'signed/a b.csv',
        ResponseContentDisposition: 'attachment; filename="x.csv"',
      }),
      { expiresIn: 60 },
    );
    const answer = await fetch(url);
    expect(await answer.text()).toBe('a,b\n');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="x.csv"');
    expect(answer.headers.get('content-type')).toBe('text/csv');
  });

  test.each<[string, (url: string) => string]>([
    ['another key', (url) => url.replace('signed/x', 'signed/y')],
    ['a longer life', (url) => url.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000')],
    [
      'another signature',
      (url) => url.replace(/Signature=(.)/, (_, first: string) => `Signature=${first === '0' ? '1' : '0'}`),
    ],
    ['a further parameter', (url) => `${url}&acl=`],
  ])('with %s are refused', async (_, change) => {
    const url = change(await forPut('signed/x'));
    const answer = await upload(url, 'x');
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  test('for a PUT are not good for a GET', async () => {
    expect((await fetch(await forPut('signed/x'))).status).toBe(403);
  });

  test('end when they expire', async () => {
    const url = await forPut('signed/x');
    now = Date.now() + 61_000;
    const answer = await upload(url, 'x');
    now = Date.now();
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('Request has expired');
  });

  test('with a signed length take no other', async () => {
    const url = await getSignedUrl(files, new PutObjectCommand({ Bucket, Key: 'sized', ContentLength: 3 }), {
      expiresIn: 60,
      signableHeaders: new Set(['content-length', 'host']),
      unhoistableHeaders: new Set(['content-length']),
    });
    expect((await fetch(url, { method: 'PUT', body: 'abcd' })).status).toBe(403);
    expect((await fetch(url, { method: 'PUT', body: 'abc' })).status).toBe(200);
  });

  test('signed by a role without the right are refused', async () => {
    const url = await getSignedUrl(reader, new PutObjectCommand({ Bucket, Key: 'x' }), { expiresIn: 60 });
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  test('without a signature there is no access', async () => {
    await put('seen', 'x');
    expect((await fetch(`${cloud.url}/_local/s3/${Bucket}/seen`)).status).toBe(403);
  });
});

describe('an object of parts', () => {
  const MIB = 1024 * 1024;
  const begin = async (Key: string, client = files) =>
    (await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'text/csv' }))).UploadId ?? '';
  const part = async (Key: string, UploadId: string, PartNumber: number, Body: Buffer) => {
    const { ETag } = await files.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    return { ETag, PartNumber };
  };
  const complete = (Key: string, UploadId: string, Parts: { ETag: string | undefined; PartNumber: number }[]) =>
    files.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));

  test('is there once it is completed, in the order of its parts', async () => {
    const [Key, big] = ['parts/one', Buffer.alloc(5 * MIB, 'a')];
    const id = await begin(Key);
    const second = await part(Key, id, 2, Buffer.from('end'));
    await part(Key, id, 1, Buffer.alloc(5 * MIB, 'x'));
    const first = await part(Key, id, 1, big);
    await expect(textOf(Key)).rejects.toMatchObject({ name: 'NoSuchKey' });
    const { ETag } = await complete(Key, id, [first, second]);
    expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect(await textOf(Key)).toBe(`${big.toString()}end`);
    await expect(complete(Key, id, [first, second])).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('is refused as S3 refuses it', async () => {
    const Key = 'parts/two';
    const id = await begin(Key);
    const [small, last] = [await part(Key, id, 1, Buffer.from('a')), await part(Key, id, 2, Buffer.from('b'))];
    await expect(complete(Key, id, [small, last])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(complete(Key, id, [last, small])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete(Key, id, [{ ...small, ETag: '"0"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(part('parts/three', id, 1, Buffer.from('a'))).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(begin('parts/four', reader)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(files.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: id }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});
