/** Probes around what a company asked before: cursors, idempotency keys, a tenant named beside the token; and our own. */
import { addressOf } from '../e2e/valid-requests.ts';
import { isRead, NOT_THERE, ownAsk, twins, withParameters, withQuery } from './asks.ts';
import type { Column, Probe } from './matrix.ts';
import { at, CURSORS, type Row, rowsOf } from './rows.ts';
import type { Scene } from './scene.ts';

const limitOf = ({ query }: Row): string[] => (query.some(({ name }) => name === 'limit') ? ['limit=1'] : []);

/** Where each list of a company goes on, by route. */
async function cursorsOf(scene: Scene, { company, ids }: Scene['ours'], lists: readonly Row[]) {
  const cursors = new Map<string, string>();
  for (const row of lists) {
    const address = withQuery(row, at(row, scene, ids[row.part ?? '']), ids);
    const { nextCursor } = await company.get(withParameters(address, ...limitOf(row)));
    if (typeof nextCursor === 'string') cursors.set(row.key, nextCursor);
  }
  return cursors;
}

/** Each cursor of theirs at each list of ours, our own cursors of other lists, and our own with their place in it. */
export const foreignCursors: Column['open'] = async (scene) => {
  const lists = rowsOf(scene).filter(({ kind }) => kind === 'list');
  const theirs = await cursorsOf(scene, scene.theirs, lists);
  const ours = await cursorsOf(scene, scene.ours, lists);
  const [from, to] = [scene.ours.company.id, scene.theirs.company.id];
  return (row) => {
    if (row.kind !== 'list') return [];
    const [own, foreign] = [ours.get(row.key), theirs.get(row.key)];
    const address = withQuery(row, at(row, scene), scene.ours.ids);
    const cursorName = row.query.find(({ name }) => CURSORS.has(name))?.name;
    const elsewhere = [...ours].filter(([key]) => key !== row.key).map(([, cursor]) => cursor);
    return [...theirs.values(), ...elsewhere, ...bentCursors(own, foreign, from, to)].map((cursor) => ({
      ask: ownAsk(row, scene, {
        address: withParameters(address, ...limitOf(row), `${cursorName}=${encodeURIComponent(cursor)}`),
      }),
      expected: /^422 list\.bad_cursor$/,
    }));
  };
};

/** Our signature over their place, as it was signed for them and as ours would be with their tenant in it. */
function bentCursors(own: string | undefined, foreign: string | undefined, from: string, to: string): string[] {
  if (own === undefined) return [];
  const [payload = '', signature = ''] = own.split('.');
  const moved = Buffer.from(payload, 'base64url').toString().replaceAll(from, to);
  const places = [Buffer.from(moved).toString('base64url'), ...(foreign === undefined ? [] : [foreign.split('.')[0]])];
  // A list that begins with what every company has, such as units, has the same places for both.
  return places.flatMap((place) => [`${place}.${signature}`, `${place}.`]).filter((bent) => bent !== own);
}

/** Their very request, key and all, made by us: it meets neither their record nor their kept answer. */
export function theirRequests(row: Row, scene: Scene): Probe[] {
  const { id, body } = scene.requests.theirs[row.key] ?? {};
  if (row.route.method !== 'POST' || id === undefined) return [];
  const ask = (value: string) =>
    ownAsk(row, scene, { address: addressOf(row.route.path, value), body, key: scene.theirKey });
  return [twins(ask, id, NOT_THERE)];
}

/** Our request under their key has its own effect. That it succeeds is what makes all refusals mean something. */
export function ownRequests(row: Row, scene: Scene): Probe[] {
  if (isRead(row)) return [];
  const expected = new RegExp(`^${row.own.refusedWith ?? row.route.status ?? 200}( (empty|[a-z_]+\\.[a-z_.]+))?$`);
  return [{ ask: ownAsk(row, scene, row.route.method === 'POST' ? { key: scene.theirKey } : {}), expected }];
}

/** Our records, and our lists by every word that a filter knows: all of it ours alone. */
export function ownReads(row: Row, scene: Scene): Probe[] {
  if (!isRead(row)) return [];
  const words = row.query.flatMap(({ name, schema }) =>
    ((schema.enum ?? []) as string[]).map((word) => `${name}=${word}`),
  );
  const since = row.query.some(({ name }) => name === 'updatedSince') ? ['updatedSince=1970-01-01T00:00:00Z'] : [];
  const address = withQuery(row, at(row, scene), scene.ours.ids);
  return [address, ...[...words, ...since].map((filter) => withParameters(address, filter))].map((asked) => ({
    ...{ ask: ownAsk(row, scene, { address: asked }), expected: /^200/ },
  }));
}

const HEADERS = ['x-tenant-id', 'x-amzn-tenant', 'tenantid', 'x-forwarded-host', 'x-amz-security-token'];
const NOT_KNOWN = /^422 (request\.invalid|request\.no_body)$/;

/** Their company named beside our token: in the query, in the body, in a header. It is refused, or not even read. */
export function smuggledTenants(row: Row, scene: Scene): Probe[] {
  const tenantId = scene.theirs.company.id;
  const address = withQuery(row, at(row, scene), scene.ours.ids);
  const inQuery = {
    ask: ownAsk(row, scene, { address: withParameters(address, `tenantId=${tenantId}`) }),
    expected: NOT_KNOWN,
  };
  const inBody = { ask: ownAsk(row, scene, { body: { ...row.own.body, tenantId } }), expected: NOT_KNOWN };
  if (!isRead(row)) return [inQuery, inBody];
  const named = Object.fromEntries(HEADERS.map((name) => [name, tenantId]));
  const inHeaders = [named, { 'x-correlation-id': scene.theirs.ids.doneLoop ?? '' }].map((headers) => ({
    ...{ ask: ownAsk(row, scene, { headers }), expected: /^200/ },
  }));
  return [inQuery, ...inHeaders];
}
