/**
 * The test world with sign-in and files: the local cloud's user pool and bucket over a database in memory, the real
 * pre-token trigger and the real authorizer. Requests go in with what a caller sends, and nothing else.
 */
import { DatabaseSync } from 'node:sqlite';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { S3Client } from '@aws-sdk/client-s3';
import { addTokenClaims, type PreTokenEvent } from '../../../domain/platform/add-token-claims.ts';
import { authorizeRequest } from '../../../domain/platform/authorize-request.ts';
import { platformModule } from '../../../domain/platform/module.ts';
import { fileService, S3_PATH } from '../../../infra/local/files/file-service.ts';
import { openFileStore } from '../../../infra/local/files/file-store.ts';
import { identityService } from '../../../infra/local/identity/identity-service.ts';
import { openSigningKey, type SigningKey } from '../../../infra/local/identity/signing-key.ts';
import { openUserStore } from '../../../infra/local/identity/user-store.ts';
import { openSecrets } from '../../../infra/local/secrets.ts';
import { openStorage } from '../../../infra/local/storage.ts';
import type { ApiEvent, ApiResult } from '../../../shared/http/api-event.ts';
import { apiFunction } from '../../../shared/http/api-function.ts';
import type { Runtime } from '../../../shared/runtime/runtime.ts';
import { type Answer, createWorld, type World } from '../../harness/world.ts';
import { type WriteFaults, watchClient, writeFaults } from './write-faults.ts';

export const PASSWORD = 'Correct-horse-battery-7';
export const ISSUER = 'http://127.0.0.1/local_pool';
const POOL = 'arn:aws:cognito-idp:local:000000000000:userpool/local_pool';
const HOUR_MS = 3_600_000;

export type Sent = { token?: string; body?: unknown; key?: string; ifMatch?: number; headers?: Record<string, string> };
export type PlatformWorld = World & {
  /** A request as a caller makes it; without a token it is nobody's. */
  call(method: string, path: string, sent?: Sent): Promise<Answer>;
  signUp(email?: string, company?: string, key?: string): Promise<Answer>;
  /** An access token. */
  signIn(email: string, tenantId?: string, password?: string): Promise<string>;
  readonly signingKey: SigningKey;
  readonly faults: WriteFaults;
};

const anybody = { arn: 'arn:aws:iam::000000000000:role/test', allow: () => true as const };
const local = { region: 'local', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1 };

let worlds = 0;

export async function createPlatformWorld(): Promise<PlatformWorld> {
  const storage = openStorage(new DatabaseSync(':memory:'));
  const key = await openSigningKey(openSecrets(storage));
  const faults = writeFaults();
  const now = () => world.clock.now();
  const identity = new CognitoIdentityProviderClient({
    ...local,
    requestHandler: identityService(
      {
        ...{ key, now, region: 'local', store: openUserStore(storage), pools: [POOL_SETTINGS], clients: [CLIENT] },
        invokeTrigger: async (_function, _pool, event) => addTokenClaims(world.runtime, event as PreTokenEvent),
      },
      anybody,
    ),
  });
  const bucket = { name: 'files', arn: 'arn:aws:s3:::files', cors: [], expiryMs: undefined };
  const files = new S3Client({
    ...local,
    endpoint: `http://127.0.0.1${S3_PATH}`,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: fileService({ buckets: [bucket], store: openFileStore(storage, undefined, now) }, anybody),
  });
  watchClient(identity, faults);
  watchClient(files, faults);
  const world: World = await createWorld({
    overrides: {
      identity: () => identity,
      files: () => files,
      signingKeys: () => key.verification,
      tokenIssuer: () => ISSUER,
    },
  });
  watchTables(world.runtime, faults);
  // The pool counts sign-ins per person and second, over all worlds of the process: each world has seconds of its own.
  worlds += 1;
  world.clock.advance(worlds * 60_000);
  const call = callerOf(world);
  return {
    ...world,
    ...{ call, faults, signingKey: key },
    signUp: (email = 'ada@example.com', company = 'Velo Works', idempotencyKey) =>
      call('POST', '/signup', {
        body: { company, email, password: PASSWORD, country: 'DE', currency: 'EUR' },
        ...(idempotencyKey === undefined ? {} : { key: idempotencyKey }),
      }),
    signIn: async (email, tenantId, password = PASSWORD) => {
      const { status, body } = await call('POST', '/auth/token', { body: { email, password, tenantId } });
      if (status !== 200) throw new Error(`Sign-in answered ${status} ${body.code}`);
      return body.accessToken;
    },
  };
}

/** Every table client of the runtime is watched, whichever tenant it is made for. */
function watchTables(runtime: Runtime, faults: WriteFaults): void {
  const { tenantTable, platformTable } = runtime;
  const watched: Pick<Runtime, 'tenantTable' | 'platformTable'> = {
    tenantTable: (tenantId) => watchClient(tenantTable(tenantId), faults),
    platformTable: () => watchClient(platformTable(), faults),
  };
  Object.assign(runtime, watched);
}

function callerOf(world: World): PlatformWorld['call'] {
  const api = apiFunction(platformModule, world.runtime) as (event: ApiEvent, context: unknown) => Promise<ApiResult>;
  return async (method, path, { token, body, key, ifMatch, headers: own = {} } = {}) => {
    world.clock.advance(200);
    const [rawPath = '', rawQueryString = ''] = `/v1${path}`.split('?');
    const headers: Record<string, string> = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
      ...own,
    };
    const caller = await authorizeRequest(world.runtime, { headers });
    const answer = await api(
      {
        ...{ rawPath, rawQueryString, headers },
        body: body === undefined ? undefined : JSON.stringify(body),
        requestContext: {
          requestId: world.runtime.ids.next('req'),
          http: { method, path: rawPath },
          authorizer: { lambda: caller.isAuthorized ? caller.context : null },
        },
      },
      {},
    );
    const isJson = answer.headers['content-type']?.includes('json') === true && answer.body !== '';
    return { status: answer.statusCode, headers: answer.headers, body: isJson ? JSON.parse(answer.body) : answer.body };
  };
}

const POOL_SETTINGS = {
  ...{ id: 'local_pool', arn: POOL, issuer: ISSUER, emailIsName: true, caseSensitive: false, selfSignUp: false },
  password: { lengthMin: 12, lowercase: true, uppercase: true, digits: true, symbols: true },
  ...{ temporaryPasswordMs: HOUR_MS, preTokenArn: 'arn:aws:lambda:local:000000000000:function:pre-token' },
};
const CLIENT = {
  ...{ id: 'client', poolId: 'local_pool', hidesUnknownUsers: true },
  flows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  ...{ accessMs: HOUR_MS, idMs: HOUR_MS, refreshMs: 30 * 24 * HOUR_MS },
};
