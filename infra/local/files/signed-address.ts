/** Checks an address that the SDK signed (Signature Version 4 in the query): whose it is, for what, until when. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Role } from '../iam/roles.ts';
import type { AccessKeys } from './access-keys.ts';
import { S3Error } from './object-calls.ts';

export type SignedRequest = {
  readonly method: string;
  /** As it came, percent-encoding and all. */
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
};

const EXPIRES_MAX_S = 604_800;

/**
 * The role whose key signed the request.
 * @throws S3Error AccessDenied (403) when it has expired, SignatureDoesNotMatch (403) when anything was changed
 */
export function signerOf(request: SignedRequest, keys: AccessKeys, now: number): Role {
  const query = new URLSearchParams(request.rawQuery);
  const field = (name: string): string => {
    const value = query.get(`X-Amz-${name}`);
    if (value === null) throw new S3Error('AccessDenied', 'Access Denied', 403);
    return value;
  };
  if (field('Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw new S3Error('AuthorizationQueryParametersError', 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"', 400);
  }
  const [accessKeyId = '', ...scope] = field('Credential').split('/');
  const found = keys.holder(accessKeyId);
  if (found === undefined) throw new S3Error('InvalidAccessKeyId', 'The access key is not known here.', 403);
  expectInTime(field('Date'), Number(field('Expires')), now);
  const signed = field('SignedHeaders').split(';');
  const canonical = canonicalRequest(request, query, signed);
  const toSign = ['AWS4-HMAC-SHA256', field('Date'), scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${found.key.secretAccessKey}`);
  const wanted = hmac(key, toSign);
  const given = Buffer.from(field('Signature'), 'hex');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new S3Error(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
      403,
    );
  }
  return found.role;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function expectInTime(date: string, expiresS: number, now: number): void {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const signedAt = Date.parse(iso);
  if (!(expiresS >= 1 && expiresS <= EXPIRES_MAX_S) || Number.isNaN(signedAt)) {
    throw new S3Error('AuthorizationQueryParametersError', 'X-Amz-Expires must be 1 to 604800 seconds', 400);
  }
  if (now > signedAt + expiresS * 1000) throw new S3Error('AccessDenied', 'Request has expired', 403);
}

/** RFC 3986: what `encodeURIComponent` leaves and the signature does not. */
const escapeUri = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function canonicalRequest(request: SignedRequest, query: URLSearchParams, signed: readonly string[]): string {
  const pairs = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${escapeUri(name)}=${escapeUri(value)}`)
    .sort();
  const headers = signed.map((name) => `${name}:${(request.headers[name] ?? '').trim().replaceAll(/\s+/g, ' ')}\n`);
  const payload = query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD';
  return [request.method, request.rawPath, pairs.join('&'), headers.join(''), signed.join(';'), payload].join('\n');
}
