/**
 * Where the tests reach in without touching a file: each function's runtime passes here on its way to the function, and
 * each call to the table on its way to the engine. Here calls are counted, and either layer of isolation is switched off.
 */
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LoadModule } from '../../infra/local/lambda/functions.ts';
import { sourceLoader } from '../../infra/local/lambda/load-module.ts';
import type { TableEngine, TableRequestHandler } from '../../infra/local/table/index.ts';
import { MARSHALL_OPTIONS, type Runtime } from '../../shared/runtime/runtime.ts';

export type Layers = {
  /** A key builder that is broken: what is asked of the first tenant is addressed to the second. */
  misdirected?: { readonly from: string; readonly to: string } | undefined;
  /** False: no policy is asked, every call to the table is allowed. */
  isPolicyAsked: boolean;
};

export type Seams = {
  readonly loader: LoadModule;
  readonly layers: Layers;
  /** Calls to the table since the list was last emptied: `crm/api GetItem`. */
  readonly calls: string[];
  /** Calls that the policy has refused since the list was last emptied. */
  readonly denied: string[];
  /** Hands in the engine, which is there only when the cloud has started. */
  attach(engine: TableEngine): void;
};

const FUNCTIONS = join(import.meta.dirname, '..', '..', 'functions');
/** Who a caller is stays as it is: a key builder that broke here would only lock everybody out. */
const KNOWS_CALLERS = /^platform\/(authorizer|pre-token)$/;
/** Made when it is time, whatever is asked: the lease of a rate, work that is due. */
const OF_THE_CLOCK = /^(platform\/(authorizer TransactWriteItems|due-sweeper )|integration\/due )/;
/** So are the definitions of a kind's custom fields: kept for seconds, whatever is asked of which record. */
const OF_DEFINITIONS = /#platform\.custom_field#[a-z]+"/;
/** The authorizer reads the plan along with the caller when it has not done so for a minute. */
const withoutPlan = (call: string): string => call.replace('authorizer BatchGetItem', 'authorizer GetItem');

/** Nothing leaves the process, so nothing need be signed. */
const UNSIGNED = {
  ...{ region: 'local', endpoint: 'http://127.0.0.1', maxAttempts: 1 },
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  signer: { sign: async <Request>(request: Request) => request },
};
type Handler = DynamoDBDocumentClient['config']['requestHandler'];

/** Over the bytes themselves: the SDK's body warns when it is taken for a string. */
const textOf = (body: unknown): string =>
  body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString() : String(body);

export function openSeams(): Seams {
  const layers: Layers = { isPolicyAsked: true };
  const calls: string[] = [];
  const denied: string[] = [];
  let engine: TableEngine | undefined;
  const load = sourceLoader(FUNCTIONS);

  const unpoliced = (): Handler => {
    if (engine === undefined) throw new Error('The engine has not been handed in');
    return engine.requestHandler() as TableRequestHandler & Handler;
  };

  const watched = (entry: string, real: DynamoDBDocumentClient): DynamoDBDocumentClient => {
    const policed = real.config.requestHandler;
    const requestHandler: typeof policed = {
      ...policed,
      handle: async (request, options) => {
        const call = `${entry} ${String(request.headers['x-amz-target']).split('.')[1]}`;
        const isKept = call.endsWith(' Query') && OF_DEFINITIONS.test(textOf(request.body));
        if (!isKept && !OF_THE_CLOCK.test(call)) calls.push(withoutPlan(call));
        const { misdirected, isPolicyAsked } = layers;
        if (misdirected !== undefined && !KNOWS_CALLERS.test(entry)) {
          request.body = textOf(request.body).replaceAll(`"t#${misdirected.from}#`, `"t#${misdirected.to}#`);
        }
        const answer = await (isPolicyAsked ? policed : unpoliced()).handle(request, options);
        const { statusCode, body } = answer.response;
        if (statusCode !== 200 && Buffer.from(body).includes('AccessDeniedException')) denied.push(call);
        return answer;
      },
    };
    return DynamoDBDocumentClient.from(new DynamoDBClient({ ...UNSIGNED, requestHandler }), MARSHALL_OPTIONS);
  };

  const seamed = (entry: string, runtime: Runtime): Runtime => {
    const clients = new WeakMap<DynamoDBDocumentClient, DynamoDBDocumentClient>();
    const watchedOnce = (real: DynamoDBDocumentClient) => {
      const client = clients.get(real) ?? watched(entry, real);
      clients.set(real, client);
      return client;
    };
    return {
      ...runtime,
      tenantTable: (tenantId) => watchedOnce(runtime.tenantTable(tenantId)),
      platformTable: () => watchedOnce(runtime.platformTable()),
    };
  };

  return {
    layers,
    calls,
    denied,
    attach: (started) => {
      engine = started;
    },
    loader: async (config) => {
      const { create } = await load(config);
      const entry = config.handler.replace(/\.\w+$/, '');
      return create === undefined ? {} : { create: (runtime) => create(seamed(entry, runtime)) };
    },
  };
}
