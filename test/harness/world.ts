/**
 * The whole product in one process on the embedded engine: real handlers, real reactions, no network. Wiring comes from
 * the manifests; the local cloud's tests prove that the deployed wiring is the same.
 */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { modules } from '../../domain/modules.ts';
import type { Context } from '../../shared/context.ts';
import { type EventEnvelope, isOn } from '../../shared/events/event.ts';
import { eventsFunction } from '../../shared/events/events-function.ts';
import type { ApiEvent, ApiResult } from '../../shared/http/api-event.ts';
import { apiFunction } from '../../shared/http/api-function.ts';
import { rateBucket } from '../../shared/http/rate-limits/rate-bucket.ts';
import { topSegments } from '../../shared/http/router.ts';
import type { ModuleManifest } from '../../shared/module.ts';
import { tenantContext } from '../../shared/runtime/contexts.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { fromItem } from '../../shared/table/entity.ts';
import { envelopesOf, eventLog, loopEvents } from '../../shared/table/event-log.ts';
import { commit } from '../../shared/table/unit-of-work.ts';
import { tenantProfile } from '../../shared/tenancy.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import { expectDescribed } from './described.ts';
import { createEngineRuntime, type EngineRuntime, TEST_TABLE } from './engine-runtime.ts';
import { readableItem } from './readable-item.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
};
/** A parsed answer; tests read it by path, so it is open on purpose. */
// biome-ignore lint/suspicious/noExplicitAny: answers are read by path in tests, where a schema would repeat the product's
export type Body = any;
export type RequestOptions = { key?: string; ifMatch?: number; headers?: Record<string, string> };

export type TestTenant = {
  readonly id: TenantId;
  get(path: string, options?: RequestOptions): Promise<Answer>;
  post(path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
  patch(path: string, body: unknown, options?: RequestOptions): Promise<Answer>;
  delete(path: string, options?: RequestOptions): Promise<Answer>;
  /** The same tenant through another person: given roles, or patterns of an own role. */
  as(roles: readonly string[], patterns?: readonly string[]): TestTenant;
  /** A context inside the tenant, for calling facts and parts of a commit directly. */
  context(): Context;
  /** The tenant's events in the order of their commits. */
  events(type?: string): EventEnvelope[];
};

export type SettleOptions = {
  /** Delivers in another order: picks the next message by this source of [0, 1). */
  readonly pick?: () => number;
  /** How often each message is delivered; 1 unless said. */
  readonly copies?: number;
  /** At most so many deliveries; what is left is delivered by the next call. */
  readonly most?: number;
};

export type World = EngineRuntime & {
  tenant(options?: { company?: string; country?: string; currency?: string }): Promise<TestTenant>;
  /**
   * Delivers events until nothing is left, or the most that was asked. Calls may run at once: each takes its messages
   * from the one queue. @throws where a message fails more than 10 times: a dead letter
   */
  settle(options?: SettleOptions): Promise<void>;
  /** Delivers the tenant's whole event log once more. */
  redeliver(tenant: TestTenant, options?: SettleOptions): Promise<void>;
  items(): Record<string, unknown>[];
  /** The events of all tenants in the order of their commits. */
  events(type?: string): EventEnvelope[];
};

type Message = { module: ModuleManifest; envelope: EventEnvelope; failures: number };
const FAILURES_MAX = 10;
const STREAM_PAGE = 1_000;

export async function createWorld(options: { seed?: string; overrides?: Partial<Runtime> } = {}): Promise<World> {
  const errors: string[] = [];
  const logger = {
    info: () => {},
    warn: () => {},
    error: (text: string, facts?: unknown) => errors.push(`${text} ${JSON.stringify(facts)}`),
  };
  const base = createEngineRuntime({ ...options, logger });
  const apis = modules.map((manifest) => ({
    segments: topSegments(manifest.routes),
    call: apiFunction(manifest, base.runtime, async () => modules),
  }));
  const reactions = new Map(modules.map((manifest) => [manifest, eventsFunction(manifest, base.runtime)]));
  let checkpoint = 0n;

  const fresh = (): EventEnvelope[] => {
    const envelopes: EventEnvelope[] = [];
    for (;;) {
      const records = base.engine.readStream(TEST_TABLE, checkpoint, STREAM_PAGE);
      for (const { eventName, dynamodb } of records) {
        checkpoint = BigInt(dynamodb.SequenceNumber ?? 0);
        if (eventName !== 'INSERT' || dynamodb.NewImage === undefined) continue;
        const item = unmarshall(dynamodb.NewImage as Parameters<typeof unmarshall>[0]);
        if (item.outboxpk !== undefined) envelopes.push(...envelopesOf(fromItem(eventLog, item)));
      }
      if (records.length < STREAM_PAGE) return envelopes;
    }
  };

  const messagesFor = (envelopes: readonly EventEnvelope[], copies: number): Message[] =>
    envelopes.flatMap((envelope) =>
      modules
        .filter(({ consumes }) => consumes.some(({ on }) => isOn(on, envelope.type)))
        .flatMap((module) => Array.from({ length: copies }, () => ({ module, envelope, failures: 0 }))),
    );

  const queue: Message[] = [];
  /** Messages that came too early or failed: they come again once all others had their turn, as after a time-out. */
  const later: Message[] = [];
  const drain = async (start: readonly Message[], { pick, copies = 1, most = Infinity }: SettleOptions) => {
    queue.push(...start, ...messagesFor(fresh(), copies));
    for (let delivered = 0; delivered < most; delivered += 1) {
      if (queue.length === 0) queue.push(...later.splice(0));
      const [message] = queue.splice(pick === undefined ? 0 : Math.floor(pick() * queue.length), 1);
      if (message === undefined) break;
      const answer = await reactions.get(message.module)?.({
        Records: [{ messageId: message.envelope.id, body: JSON.stringify({ detail: message.envelope }) }],
      });
      queue.push(...messagesFor(fresh(), copies));
      if (answer?.batchItemFailures.length !== 1) continue;
      message.failures += 1;
      if (message.failures > FAILURES_MAX)
        throw new Error(`Dead letter: ${message.module.name} on ${message.envelope.type}\n${errors.at(-1)}`);
      later.push(message);
    }
  };

  const request = async (
    tenantId: TenantId,
    actor: Actor,
    method: string,
    path: string,
    body: unknown,
    sent: RequestOptions,
  ): Promise<Answer> => {
    const [rawPath = '', rawQueryString = ''] = `/v1${path}`.split('?');
    const api = apis.find(({ segments }) => segments.includes(rawPath.split('/')[2] ?? ''));
    if (api === undefined) throw new Error(`No module has ${path}`);
    const event: ApiEvent = {
      rawPath,
      rawQueryString,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(sent.key === undefined ? {} : { 'idempotency-key': sent.key }),
        ...(sent.ifMatch === undefined ? {} : { 'if-match': `"${sent.ifMatch}"` }),
        ...sent.headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      requestContext: {
        requestId: base.runtime.ids.next('req'),
        http: { method, path: rawPath },
        authorizer: {
          lambda: {
            tenantId,
            actorKind: 'user',
            actorId: actor.id,
            roles: actor.roles.join(','),
            patterns: actor.patterns.join(','),
          },
        },
      },
    };
    // Middy's handler takes Lambda's context, which no code of ours reads.
    const call = api.call as (event: ApiEvent, context: unknown) => Promise<ApiResult>;
    const answer = await call(event, {});
    if (answer.statusCode >= 500) throw new Error(`${method} ${path} answered ${answer.statusCode}\n${errors.at(-1)}`);
    const { statusCode: status, headers, body: text } = answer;
    const isJson = headers['content-type']?.includes('json') === true;
    const parsed: Body = isJson && text !== '' ? JSON.parse(text) : text;
    expectDescribed(method, path, { status, body: parsed, text }, headers['content-type']);
    return { status, headers, body: parsed };
  };

  const handle = (id: TenantId, actor: Actor): TestTenant => ({
    id,
    get: (path, sent = {}) => request(id, actor, 'GET', path, undefined, sent),
    post: (path, body, sent = {}) => request(id, actor, 'POST', path, body, sent),
    patch: (path, body, sent = {}) => request(id, actor, 'PATCH', path, body, sent),
    delete: (path, sent = {}) => request(id, actor, 'DELETE', path, undefined, sent),
    as: (roles, patterns = []) => handle(id, { id: `usr_${roles.join('_')}`, roles, patterns }),
    context: () =>
      tenantContext(base.runtime, {
        tenantId: id,
        actor: { kind: 'user', id: actor.id },
        permissions: ['*'],
        correlationId: base.runtime.ids.next('test'),
        causationId: 'test',
      }),
    events: (type) => events(type).filter(({ tenantId }) => tenantId === id),
  });

  // That a request was counted is no change of anything.
  const items = () =>
    [...base.engine.scanAll(TEST_TABLE)]
      .map((item) => readableItem(unmarshall(item as Parameters<typeof unmarshall>[0])))
      .filter((item) => item.__edb_e__ !== rateBucket.name);

  const events = (type?: string) =>
    loopEvents(
      items()
        .filter((item) => item.__edb_e__ === 'event')
        .map((item) => fromItem(eventLog, item)),
    ).filter((envelope) => type === undefined || envelope.type === type);

  return {
    ...base,
    items,
    events,
    settle: (settle = {}) => drain([], settle),
    redeliver: (tenant, settle = {}) => drain(messagesFor(tenant.events(), settle.copies ?? 1), settle),
    tenant: async ({ company = 'Test Company', country = 'DE', currency = 'EUR' } = {}) => {
      const id = base.runtime.ids.next('ten') as TenantId;
      const actor: Actor = { id: 'usr_owner', roles: ['owner'], patterns: [] };
      const tenant = handle(id, actor);
      const setUps = await Promise.all(modules.map(({ setUp }) => setUp?.()));
      await commit(tenant.context(), async (work) => {
        work.create(tenantProfile, {
          id,
          company,
          country,
          currency,
          timeZone: 'UTC',
          cursorKey: base.runtime.ids.secret(32),
        });
        for (const setUp of setUps) setUp?.(work, { company, country, currency });
      });
      return tenant;
    },
  };
}

type Actor = { readonly id: string; readonly roles: readonly string[]; readonly patterns: readonly string[] };
