/** Probes that name what is theirs: in the path, in the body, in a filter, in a sort. */
import { addressOf, type ValidRequest } from '../e2e/valid-requests.ts';
import { alike, isRead, NOT_THERE, ownAsk, REFUSED_IN_BODY, twins, withParameters, withQuery } from './asks.ts';
import type { Probe } from './matrix.ts';
import { codePlaces, filterOf, furtherBodies, idPlaces, type Place, prefixOf } from './places.ts';
import { at, type Row } from './rows.ts';
import type { Scene } from './scene.ts';

export function foreignPaths(row: Row, scene: Scene): Probe[] {
  const own = scene.ours.ids[row.part ?? ''];
  if (own === undefined) return [];
  const versions = row.route.ifMatch === undefined ? [undefined] : [row.own.ifMatch ?? 1, 2, 3];
  return alike(scene.theirs.ids, own).flatMap((foreign) =>
    versions.map((ifMatch) =>
      twins((id) => ownAsk(row, scene, { address: at(row, scene, id), ifMatch }), foreign, NOT_THERE),
    ),
  );
}

/** Ways around the one id that a path takes. None of them may come to their record. */
export function detours(row: Row, scene: Scene): Probe[] {
  const [own, foreign] = [scene.ours.ids[row.part ?? ''], scene.theirs.ids[row.part ?? '']];
  if (own === undefined || foreign === undefined) return [];
  const tenant = scene.theirs.company.id;
  const ids = [
    ...[`${foreign}%20`, `${foreign}%00`, `${own}%2F..%2F${foreign}`, `..%2F${foreign}`, foreign.toUpperCase()],
    ...[`t%23${tenant}%23${foreign}`, `${tenant}%23${foreign}`, `${own},${foreign}`, `%2523${foreign}`],
  ];
  return ids.map((id) => ({ ask: ownAsk(row, scene, { address: at(row, scene, id) }), expected: NOT_THERE }));
}

/** Every place of a body that takes an id, with each of theirs of that kind. */
export function foreignBodies(row: Row, scene: Scene): Probe[] {
  const further = furtherBodies(scene.ours).filter(([key]) => key === row.key);
  return [row.own, ...further.map(([, request]) => request)].flatMap((request) =>
    idPlaces(request.body).flatMap((place) =>
      alike(scene.theirs.ids, place.value).map((foreign) =>
        twins(inBody(row, scene, request, place), foreign, REFUSED_IN_BODY),
      ),
    ),
  );
}

const inBody =
  (row: Row, scene: Scene, { id = row.own.id }: ValidRequest, { put }: Place) =>
  (value: string) =>
    ownAsk(row, scene, { address: addressOf(row.route.path, id), body: put(value) });

const NO_CODE = 'NEVERWAS7Q';
const NO_ACCOUNT = '7999';
const NO_TEXT = 'never-was-7q';
const NO_MAIL = 'never-was@no.example';

/** Every place of a body that names something by its code, with theirs. */
export const foreignCodes = (row: Row, scene: Scene): Probe[] =>
  codePlaces(row.key, row.own.body).map((place) =>
    twins(
      inBody(row, scene, row.own, place),
      place.foreign,
      REFUSED_IN_BODY,
      /^\d+$/.test(place.foreign) ? NO_ACCOUNT : NO_CODE,
    ),
  );

export function foreignFilters(row: Row, scene: Scene): Probe[] {
  if (!isRead(row)) return [];
  return row.query.flatMap((parameter) => {
    const filter = filterOf(scene.product, parameter);
    const others = { ...row, query: row.query.filter((other) => other !== parameter) };
    const base = withQuery(others, at(row, scene), scene.ours.ids);
    const ask = (value: string) =>
      ownAsk(row, scene, { address: withParameters(base, `${parameter.name}=${encodeURIComponent(value)}`) });
    if (filter.takes === 'text')
      return [twins(ask, filter.foreign, undefined, parameter.name === 'email' ? NO_MAIL : NO_TEXT)];
    if (filter.takes === 'ids') return foreignIds(scene, filter.prefix).map((foreign) => twins(ask, foreign));
    return [];
  });
}

/** Theirs of one kind; two of every kind where a filter takes any. */
function foreignIds({ theirs: { ids } }: Scene, prefix: string | undefined): string[] {
  if (prefix !== undefined) return alike(ids, `${prefix}_`);
  const whole = Object.values(ids).filter((id) => /^[a-z]+_/.test(id));
  const kinds = Map.groupBy(new Set(whole), prefixOf);
  return [...kinds.values()].flatMap((ofKind) => ofKind.slice(0, 2));
}

/** No route sorts by what a caller names. A parameter that did would come under the filters, by `filterOf`. */
export const foreignSorts = (row: Row, scene: Scene): Probe[] =>
  isRead(row)
    ? ['sort', 'sortBy', 'orderBy'].map((name) => ({
        ask: ownAsk(row, scene, { address: withParameters(at(row, scene), `${name}=${scene.theirs.ids.account}`) }),
        expected: /^422 request\.invalid$/,
      }))
    : [];

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** Every method that the route is not, at the address of their record. */
export function otherMethods(row: Row, scene: Scene): Probe[] {
  const foreign = scene.theirs.ids[row.part ?? ''];
  if (foreign === undefined) return [];
  return METHODS.filter((method) => method !== row.route.method).map((method) => ({
    ask: { ...ownAsk(row, scene, { address: at(row, scene, foreign), ifMatch: 1 }), method },
    ...{ expected: /^4\d\d/ },
  }));
}
