/**
 * A world in which every company has its own source of ids, secrets and jitter, seeded by its name: what the product
 * makes for one company then depends on nothing that another one does, unless the product itself lets it.
 *
 * That is chosen over renaming the ids of one run to those of the other: lists are sorted by ids, and derived ids by
 * their digest, so that a renaming would have to forgive an order that might be the very leak.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { localClientSettings } from '../../infra/local/table/request-handler.ts';
import { MARSHALL_OPTIONS } from '../../shared/runtime/runtime.ts';
import { type IdSource, idSource } from '../../shared/values/ids.ts';
import { seededBytes } from '../harness/engine-runtime.ts';
import { createWorld, type TestTenant, type World } from '../harness/world.ts';

type Source = { readonly ids: IdSource; readonly random: () => number };

export type OwnSources = {
  readonly world: World;
  /** A company whose requests each draw on its own source. */
  company(name: string): Promise<TestTenant>;
  /** Log lines by the company in whose turn they were written. */
  readonly log: ReadonlyMap<string, readonly string[]>;
};

/** @param isShared all companies draw on one source: what a test of the tests needs */
export async function openOwnSources({ isShared = false } = {}): Promise<OwnSources> {
  /** Whose turn it is: a company's name, until its id is known. */
  const turn = new AsyncLocalStorage<string>();
  const sources = new Map<string, Source>();
  const log = new Map<string, string[]>();
  const names = new Map<string, string>();
  const nameNow = (): string => names.get(turn.getStore() ?? '') ?? turn.getStore() ?? 'nobody';
  const sourceNow = (): Source => {
    const name = isShared ? 'all' : nameNow();
    const known = sources.get(name);
    if (known !== undefined) return known;
    const bytes = seededBytes(name);
    const made = { ids: idSource(() => world.clock.now(), bytes), random: () => (bytes(1)[0] ?? 0) / 256 };
    sources.set(name, made);
    return made;
  };
  const write = (level: string) => (message: string, facts?: object) => {
    const name = nameNow();
    log.set(name, [...(log.get(name) ?? []), `${level} ${message} ${JSON.stringify(facts)}`]);
  };
  const clients = new Map<string, DynamoDBDocumentClient>();
  const clientOf = (tenantId: string): DynamoDBDocumentClient => {
    const settings = localClientSettings(world.engine, {
      allow: ({ leadingKeys }) =>
        leadingKeys.every((key) => key.startsWith(`t#${tenantId}#`)) || 'another company’s key',
    });
    const client = clients.get(tenantId) ?? DynamoDBDocumentClient.from(new DynamoDBClient(settings), MARSHALL_OPTIONS);
    clients.set(tenantId, client);
    return client;
  };
  const world = await createWorld({
    overrides: {
      ids: { next: (prefix) => sourceNow().ids.next(prefix), secret: (bytes) => sourceNow().ids.secret(bytes) },
      random: () => sourceNow().random(),
      logger: { info: write('info'), warn: write('warn'), error: write('error') },
      // Every context is made with its tenant's client, a reaction's as well: from here on it is that tenant's turn.
      tenantTable: (tenantId) => {
        turn.enterWith(tenantId);
        return clientOf(tenantId);
      },
    },
  });

  const company: OwnSources['company'] = async (name) => {
    const tenant = await turn.run(name, () => world.tenant({ company: name }));
    names.set(tenant.id, name);
    const inTurn =
      <Args extends unknown[], Result>(act: (...args: Args) => Result) =>
      (...args: Args): Result =>
        turn.run(tenant.id, () => act(...args));
    return {
      ...tenant,
      ...{ get: inTurn(tenant.get), post: inTurn(tenant.post) },
      ...{ patch: inTurn(tenant.patch), delete: inTurn(tenant.delete) },
    };
  };
  return { world, company, log };
}
