/**
 * One declaration a module (DESIGN 3). A manifest is plain data with lazy `run`, so that infra, tests, the OpenAPI
 * document and the permission table can read it without loading a handler or an AWS client.
 */
import type { z } from 'zod';
import type { GivenRole } from './authz/roles.ts';
import type { Belonging } from './belongings.ts';
import { type Books, NO_BOOKS } from './books.ts';
import type { Context } from './context.ts';
import { checkDueWork } from './due/check-due-work.ts';
import type { EventDefinition, EventEnvelope } from './events/event.ts';
import type { ApiChange, ApiVersion } from './http/versions.ts';
import type { PlatformContext } from './platform-context.ts';
import type { StateMachine } from './states.ts';
import type { Entity, Stored } from './table/entity.ts';
import type { Work } from './table/unit-of-work.ts';
import type { Money } from './values/money.ts';
import type { PublicKey } from './values/public-key.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** `<module>.<thing>:<verb>`, such as `sales.order:release`. */
export type PermissionName = `${string}.${string}:${string}`;
export type Permission = {
  readonly name: PermissionName;
  readonly summary: string;
  /** The given roles that hold it, beside owner and admin, who hold all, and viewer, who holds every `:read`. */
  readonly roles: readonly GivenRole[];
};

export type RouteInput<P = unknown, Q = unknown, B = unknown> = {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Version from `If-Match`; undefined where the caller sent none. */
  readonly ifMatch: number | undefined;
  /** Version of the API that the caller asked for; of the few routes whose answer is about it. */
  readonly version?: ApiVersion;
  /** The request as it was sent, for keyed routes: a signature is over bytes, not over what they mean. */
  readonly sent?: SentRequest;
};

export type SentRequest = {
  /** The body, which is UTF-8. */
  readonly text: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly sourceIp: string;
};

/** Declared as a method so that routes of different shapes fit one table. */
type Handler<C, I, O> = { handle(context: C, input: I): Promise<O> }['handle'];

type RouteBase<P, Q, B, R> = {
  readonly method: Method;
  /** Under `/v1`, parameters in braces: `/sales/orders/{orderId}/release`. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  /** A POST whose body may be absent, such as a state change. */
  readonly bodyOptional?: boolean;
  readonly response: z.ZodType<R>;
  /** Status of success. */
  readonly status?: 200 | 201 | 202 | 204 | 207;
  /** An example of the body, shown in the OpenAPI document and held valid by a test. */
  readonly example?: B;
  /** `required`: 428 without `If-Match` (every PATCH and DELETE of a record). */
  readonly ifMatch?: 'required' | 'optional';
  /** The answer holds a secret that is shown once: it is left out of the idempotency record. */
  readonly secret?: boolean;
  /** Given as text/plain or another type as it is, where the answer is not JSON. */
  readonly contentType?: string;
};

export type TenantRoute<P = unknown, Q = unknown, B = unknown, R = unknown> = RouteBase<P, Q, B, R> & {
  readonly access: 'tenant';
  readonly permission: PermissionName;
  /** It carries out other requests (`context.dispatch`); no such request within another. */
  readonly dispatches?: boolean;
  readonly run: () => Promise<Handler<Context, RouteInput<P, Q, B>, R>>;
};

export type PublicRoute<P = unknown, Q = unknown, B = unknown, R = unknown> = RouteBase<P, Q, B, R> & {
  readonly access: 'public';
  /** `required` unless said, as on every POST; `/auth/token` needs none. */
  readonly idempotency?: 'none' | 'accepted';
  /** The gateway asks who is calling, and lets in whoever it is: `context.caller`, absent without a valid sign-in. */
  readonly knowsCaller?: boolean;
  readonly run: () => Promise<Handler<PlatformContext, RouteInput<P, Q, B>, R>>;
};

/**
 * A route that needs no sign-in and acts in the tenant that the public key in its path names: a payment provider's
 * callback, a web form. The key proves nothing; what does (a signature) is the handler's to check.
 */
export type KeyedRoute<P = unknown, Q = unknown, B = unknown, R = unknown> = RouteBase<P, Q, B, R> & {
  readonly access: 'public';
  /** None: callers of this kind know no Idempotency-Key; what they say twice is told by what it says. */
  readonly idempotency: 'none';
  /** `<module>.<thing>`: the actor of what it commits. */
  readonly actsAs: `${string}.${string}`;
  /** The body may come as a page's form sends it, `application/x-www-form-urlencoded`, as well as in JSON. */
  readonly formEncoded?: boolean;
  /** The body is text for the handler to read, of this type; `body` is then absent. */
  readonly raw?: { readonly contentType: string; readonly schema: z.ZodType };
  readonly run: () => Promise<Handler<Context, RouteInput<P, Q, B> & { readonly sent: SentRequest }, R>>;
};

export type Route = TenantRoute | PublicRoute | KeyedRoute;

/** Declares a route of signed-in callers. Without a permission it does not compile. */
export const route = <P = Record<string, never>, Q = Record<string, never>, B = undefined, R = unknown>(
  definition: Omit<TenantRoute<P, Q, B, R>, 'access'>,
): TenantRoute => ({ ...definition, access: 'tenant' }) as TenantRoute;

/** Declares a route that needs no sign-in; there are few, each in the isolation matrix. */
export const publicRoute = <P = Record<string, never>, Q = Record<string, never>, B = undefined, R = unknown>(
  definition: Omit<PublicRoute<P, Q, B, R>, 'access'>,
): PublicRoute => ({ ...definition, access: 'public' }) as PublicRoute;

/** Declares a route whose tenant is named by the `publicKey` in its path. */
export const keyedRoute = <P extends { publicKey: PublicKey }, Q = Record<string, never>, B = undefined, R = unknown>(
  definition: Omit<KeyedRoute<P, Q, B, R>, 'access' | 'idempotency'>,
): KeyedRoute => ({ ...definition, access: 'public', idempotency: 'none' }) as KeyedRoute;

export const isKeyed = (route: Route): route is KeyedRoute => 'actsAs' in route;

export type Reaction<Data = unknown> = {
  readonly on: EventDefinition<Data>;
  /** `<result>-from-<cause>` or `<verb>-<noun>`; unique in the module, part of the inbox marker. */
  readonly name: string;
  readonly run: () => Promise<Handler<Context, EventEnvelope<Data>, void>>;
};
export const reaction = <Data>(definition: Reaction<Data>): Reaction => definition as Reaction;

export type Schedule = {
  readonly name: string;
  /** An EventBridge rate, such as `rate(5 minutes)`. */
  readonly every: `rate(${number} ${'minute' | 'minutes' | 'hour' | 'hours' | 'day' | 'days'})`;
  readonly run: () => Promise<(context: PlatformContext) => Promise<void>>;
};

/**
 * What is done with a record of the entity when the instant in its `due` attribute has come: the next attempt of a
 * delivery, a reminder. The record is the truth and messages are hints, so that it is done at the instant or, after a
 * failure, later, and never while another is at it (decision 0014).
 */
export type DueWork<Fields extends object = object> = {
  /** Of the same module, with `due`; an entity has one work. */
  readonly entity: Entity<Fields>;
  /** `<verb>-<noun>`; `<module>.<name>` is the actor of what it commits. */
  readonly name: string;
  /**
   * How long (ms) one run has the record for itself. The run's own commit moves or removes the instant; a run that
   * throws or is killed leaves it, and the record is due again when the lease ends. 60 seconds unless said.
   */
  readonly leaseMs?: number;
  /** Given the record as claimed: its instant is the end of the lease, and its version the one to update from. */
  readonly run: () => Promise<Handler<Context, Stored<Fields>, void>>;
};
export const dueWork = <Fields extends object>(definition: DueWork<Fields>): DueWork => definition as DueWork;

export type ImportRow<Row> = { readonly line: number; readonly row: Row };
export type ImportOutcome =
  | { readonly line: number; readonly result: 'created' | 'updated' | 'unchanged'; readonly id: string }
  | {
      readonly line: number;
      readonly result: 'refused';
      readonly errors: readonly { field: string; code: string; message: string }[];
    };

/** What a module lets be imported. Rows are upserted by external id or natural key, so that a second run makes no doubles. */
export type ImportKind<Row = unknown> = {
  readonly kind: string;
  readonly permission: PermissionName;
  /** The kind under which a tenant adds fields to these records; the row's schema takes them as `rowCustomFields`. */
  readonly customFields?: string;
  /** Columns as text; the schema turns them into the row's values. */
  readonly row: z.ZodType<Row>;
  /** Rows that must go together (all components of one assembly); rows are grouped by this within a chunk. */
  readonly groupBy?: (row: Row) => string;
  /** Writes a group of rows in commits of its own, each safe to repeat; with `dryRun` it decides and writes nothing. */
  readonly run: () => Promise<Handler<Context, { rows: readonly ImportRow<Row>[]; dryRun: boolean }, ImportOutcome[]>>;
};
export const importKind = <Row>(definition: ImportKind<Row>): ImportKind => definition as ImportKind;

/** A document's part in the loop's story. */
export type LoopDocument = {
  readonly kind: string;
  readonly id: string;
  readonly number?: string;
  readonly title: string;
  readonly state: string;
  readonly money?: Money;
  /** What has not happened yet (`step`: the next verb), who holds it, and why; absent where the document is done. */
  readonly waiting?: { readonly step: string; readonly heldBy: string; readonly reason: string };
};

/** What a new tenant is made with; part of the one commit of its sign-up. */
export type TenantFacts = { readonly company: string; readonly country: string; readonly currency: string };

export type ModuleManifest = {
  readonly name: string;
  readonly summary: string;
  readonly entities: readonly Entity[];
  readonly states: readonly StateMachine[];
  readonly permissions: readonly Permission[];
  readonly routes: readonly Route[];
  readonly emits: readonly EventDefinition[];
  readonly consumes: readonly Reaction[];
  /** Work at an instant that a record names. */
  readonly due: readonly DueWork[];
  readonly schedules: readonly Schedule[];
  readonly imports: readonly ImportKind[];
  /** What it changed in the API, for callers of the versions before (docs/api-versions.md). */
  readonly changes: readonly ApiChange[];
  /** Where its records are that are in no list. */
  readonly belongings: readonly Belonging[];
  /**
   * Records that stay when a tenant is taken from one place to another: what stands between the company and this
   * installation (sign-ins, keys, jobs, deliveries), and what can be made anew.
   */
  readonly stays: readonly Entity[];
  /** Whether its events stay as well: they tell of what stays. */
  readonly eventsStay: boolean;
  /** What must hold between its records, checked in operation. */
  readonly books: Books;
  /** True for the one module whose functions may reach the platform space, sign-in and files. */
  readonly reachesPlatform: boolean;
  /** True where its functions send requests to receivers outside (`context.outbound`). */
  readonly reachesOut: boolean;
  /** Adds what every tenant has from the start (chart of accounts, default warehouse) to the commit of its sign-up. */
  readonly setUp?: () => Promise<(work: Work, facts: TenantFacts) => void>;
  /** Tells the story of the module's documents among `ids` (subjects of the loop's events). */
  readonly loop?: () => Promise<(context: Context, ids: readonly string[]) => Promise<LoopDocument[]>>;
};

type ManifestOptions = Partial<Omit<ModuleManifest, 'name' | 'summary' | 'entities' | 'stays'>> & {
  readonly name: string;
  readonly summary: string;
  readonly entities: readonly unknown[];
  readonly stays?: readonly unknown[];
};

/** Declares a module. Names of permissions, events and paths are checked here, so that a slip fails at import. */
export function defineModule(options: ManifestOptions): ModuleManifest {
  const manifest: ModuleManifest = {
    states: [],
    permissions: [],
    routes: [],
    emits: [],
    consumes: [],
    due: [],
    schedules: [],
    imports: [],
    changes: [],
    belongings: [],
    eventsStay: false,
    books: NO_BOOKS,
    reachesPlatform: false,
    reachesOut: false,
    ...options,
    entities: options.entities as readonly Entity[],
    stays: (options.stays ?? []) as readonly Entity[],
  };
  const { name } = manifest;
  const known = new Set(manifest.permissions.map((permission) => permission.name));
  for (const permission of known) expectPrefix(permission, `${name}.`, 'permission');
  for (const { type } of manifest.emits) expectPrefix(type, `${name}.`, 'event');
  for (const entity of manifest.entities) expectPrefix(entity.name, `${name}.`, 'entity');
  for (const check of manifest.books.checks) expectPrefix(check.name, `${name}.`, 'book check');
  checkDueWork(manifest);
  for (const declared of manifest.routes) {
    if (declared.access === 'tenant' && !known.has(declared.permission)) {
      throw new Error(
        `${declared.method} ${declared.path}: permission ${declared.permission} is not declared in ${name}`,
      );
    }
  }
  return manifest;
}

function expectPrefix(value: string, prefix: string, what: string): void {
  if (!value.startsWith(prefix)) throw new Error(`The ${what} "${value}" must begin with "${prefix}"`);
}
