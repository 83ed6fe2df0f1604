/** The requests that probes are made of. */
import { neverWas } from '../e2e/breakages.ts';
import type { Ask } from './hear.ts';
import type { Probe } from './matrix.ts';
import { prefixOf } from './places.ts';
import { at, type Row } from './rows.ts';
import type { Scene } from './scene.ts';

type Ids = Scene['ours']['ids'];

/** What a foreign id gets in a filter. */
export const REFUSED_AS_UNKNOWN = /^(404 \S+|422 \S+|200 empty)$/;
/** In a body an id of nothing is 422 (decision 0010); a job over what is named finds nothing to do. */
export const REFUSED_IN_BODY = /^(422 \S+|200 empty)$/;
export const NOT_THERE = /^404 /;
/** More ids of one kind show nothing that these do not. */
const IDS_OF_A_KIND_MAX = 8;

export const isRead = ({ kind }: Row): boolean => kind === 'read' || kind === 'list';

/** What a query must have, where it must, of a furnished company. */
const NEEDED: Readonly<Record<string, (ids: Ids) => string | undefined>> = {
  recordId: (ids) => ids.account,
  document: (ids) => ids.done,
  salesOrderId: (ids) => ids.drafted,
  from: () => '2026-01-01',
  to: () => '2027-01-01',
};

/** The address with what its query must have. @throws Error for a parameter that is not in the table */
export function withQuery({ query, key }: Row, address: string, ids: Ids): string {
  const parameters = query
    .filter(({ required }) => required)
    .map(({ name }) => {
      const value = NEEDED[name]?.(ids);
      if (value === undefined) throw new Error(`${key} needs ${name}, which has no row in asks.ts`);
      return `${name}=${value}`;
    });
  return withParameters(address, ...parameters);
}

export const withParameters = (address: string, ...parameters: readonly string[]): string =>
  parameters.reduce((longer, parameter) => `${longer}${longer.includes('?') ? '&' : '?'}${parameter}`, address);

/** Our own request, but for what is changed. */
export const ownAsk = (row: Row, scene: Scene, changes: Partial<Ask> = {}): Ask => ({
  ...{ method: row.route.method, address: withQuery(row, at(row, scene), scene.ours.ids) },
  ...{ body: row.own.body, ifMatch: row.own.ifMatch, ...changes },
});

/** Ids of a company of the same kind as this one, but for one that both have: it follows from a code. */
export const alike = (ids: Ids, id: string): string[] =>
  [...new Set(Object.values(ids))]
    .filter((other) => prefixOf(other) === prefixOf(id) && other !== id)
    .slice(0, IDS_OF_A_KIND_MAX);

/** A question about a foreign value, and the same about one that never was. */
export const twins = (
  ask: (value: string) => Ask,
  foreign: string,
  expected = REFUSED_AS_UNKNOWN,
  unknown = neverWas(foreign),
): Probe => ({ ask: ask(foreign), expected, twin: { ask: ask(unknown), foreign, unknown } });
