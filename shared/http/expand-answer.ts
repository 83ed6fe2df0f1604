/**
 * `?expand=account,lines.product`: puts the record itself beside its id, `account` beside `accountId`. Which record an
 * id is of follows from the routes: the one whose path ends in a parameter of that name, or that takes such an id. It
 * is read as that route reads it, if the caller may.
 */
import { isAllowed } from '../authz/roles.ts';
import type { Context } from '../context.ts';
import { lazyRuns } from '../lazy-run.ts';
import type { ModuleManifest, TenantRoute } from '../module.ts';
import { capitalised, type Json } from '../openapi-schemas.ts';
import { isRejection, reject, rejectField } from '../rejection.ts';
import { type AnswerSchema, alternatives, answerSchemaOf, fieldsOf, recordOf } from './answer-schema.ts';

export const EXPANSIONS_MAX = 8;
export const EXPAND_LEVELS_MAX = 2;
/** Records put into one answer: a page of 200 with one expansion, or of 40 with five. */
export const EXPANDED_MAX = 200;
const POINTER = '/query/expand';

/** A route that answers one record by its id. */
export type ExpandTarget = {
  readonly manifest: ModuleManifest;
  readonly route: TenantRoute;
  readonly parameter: string;
};
export type ExpandTargets = readonly ExpandTarget[];
export type Holder = { readonly roles: readonly string[]; readonly patterns: readonly string[] };
/** Gives a record of another route in the version of the request. */
export type PresentAs = (target: ExpandTarget, body: unknown) => unknown;

const ONE_RECORD = /^(?:\/[^/{]+)+\/\{([A-Za-z]+Id)\}$/;
const loaded = lazyRuns();

export const expandTargets = (modules: readonly ModuleManifest[]): ExpandTargets =>
  modules.flatMap((manifest) =>
    manifest.routes.flatMap((route) => {
      const parameter = ONE_RECORD.exec(route.path)?.[1];
      return route.method !== 'GET' ||
        route.access !== 'tenant' ||
        parameter === undefined ||
        route.params === undefined
        ? []
        : [{ manifest, route, parameter }];
    }),
  );

/** Names of fields, outermost first; what is an expansion among them is seen on the way. */
export type ExpandPaths = readonly (readonly string[])[];

/** @throws Rejection 422 at `/query/expand`: too many, or a field whose id the answer does not hold */
export function readExpand(text: string, schema: AnswerSchema, targets: ExpandTargets): ExpandPaths {
  const paths = text.split(',').map((path) => path.trim().split('.'));
  if (paths.length > EXPANSIONS_MAX)
    throw rejectField(POINTER, 'too_many', `names more than ${EXPANSIONS_MAX} records`);
  for (const path of paths) checkPath(schema, recordOf(schema).node, path, path, targets, 0);
  return paths;
}

function checkPath(
  schema: AnswerSchema,
  node: Json,
  path: readonly string[],
  [name = '', ...rest]: readonly string[],
  targets: ExpandTargets,
  level: number,
): void {
  const refuse = (message: string) => rejectField(POINTER, 'not_expandable', `"${path.join('.')}" ${message}`);
  const fields = fieldsOf(schema, node);
  const within = fields?.get(name);
  if (within !== undefined && rest.length > 0) {
    checkPath(schema, within, path, rest, targets, level);
    return;
  }
  const id = fields?.get(`${name}Id`);
  if (within !== undefined || id === undefined || !isText(schema, id))
    throw refuse('is no record that this answer has the id of');
  if (level + 1 > EXPAND_LEVELS_MAX) throw refuse(`goes over ${EXPAND_LEVELS_MAX} levels`);
  if (rest.length === 0) return;
  const target = targetByName(targets, `${name}Id`);
  // An id whose record its name does not tell is looked at when its value does.
  if (target === undefined) return;
  const answer = answerSchemaOf(target.route.response);
  checkPath(answer, recordOf(answer).node, path, rest, targets, level + 1);
}

const isText = (schema: AnswerSchema, node: Json): boolean =>
  alternatives(schema, node).some(({ type }) => [type].flat().includes('string'));

/** `accountId` by the parameter's own name, `salesOrderId` by module and name, `parentAccountId` by its end. */
function targetByName(targets: ExpandTargets, id: string): ExpandTarget | undefined {
  const fitting = [
    targets.filter(({ parameter }) => parameter === id),
    targets.filter(({ manifest, parameter }) => manifest.name + capitalised(parameter) === id),
    targets.filter(({ parameter }) => id.endsWith(capitalised(parameter))),
  ].find((found) => found.length > 0);
  return fitting?.length === 1 ? fitting[0] : undefined;
}

type Place = { readonly object: Record<string, unknown>; readonly path: readonly string[]; readonly level: number };
export type Expansion = {
  readonly context: Context;
  readonly holder: Holder;
  readonly targets: ExpandTargets;
  readonly presentAs: PresentAs;
};

/**
 * Puts the records in, level by level: those of one level are read together, each once. An id that is null, or of a
 * record that is there no more, gives null.
 * @throws Rejection 403 where the caller may not read such a record, 422 `expand.too_many`
 */
export async function expandAnswer(body: unknown, paths: ExpandPaths, expansion: Expansion): Promise<void> {
  const root = Array.isArray((body as { data?: unknown } | null)?.data) ? (body as { data: unknown }).data : body;
  const known = new Map<string, Promise<unknown>>();
  let places = paths.flatMap((path) => placesOf(root, path, 0));
  for (; places.length > 0; ) {
    const reads = places.map(async ({ object, path: [name = '', ...rest], level }) => {
      const id = object[`${name}Id`];
      const record = typeof id === 'string' ? await readOnce(known, id, `${name}Id`, expansion) : null;
      // Two expansions through one record share it; each answer gets a copy, or one would change the other's.
      object[name] ??= record === null ? null : structuredClone(record);
      return rest.length === 0 ? [] : placesOf(object[name], rest, level + 1);
    });
    places = (await Promise.all(reads)).flat();
    if (places.some(({ level }) => level >= EXPAND_LEVELS_MAX))
      throw rejectField(POINTER, 'not_expandable', `goes over ${EXPAND_LEVELS_MAX} levels`);
  }
}

/** The objects in which the next expansion of a path is to be put. */
function placesOf(value: unknown, path: readonly string[], level: number): Place[] {
  if (Array.isArray(value)) return value.flatMap((item) => placesOf(item, path, level));
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Record<string, unknown>;
  const [name = '', ...rest] = path;
  if (Object.hasOwn(object, `${name}Id`)) return [{ object, path, level }];
  return rest.length > 0 ? placesOf(object[name], rest, level) : [];
}

function readOnce(
  known: Map<string, Promise<unknown>>,
  id: string,
  name: string,
  { context, holder, targets, presentAs }: Expansion,
): Promise<unknown> {
  const read = known.get(id);
  if (read !== undefined) return read;
  if (known.size >= EXPANDED_MAX)
    throw reject('invalid', 'expand.too_many', `An answer holds at most ${EXPANDED_MAX} expanded records.`, {
      errors: [{ pointer: POINTER, code: 'too_many', message: 'Ask for a smaller page.' }],
    });
  const made = readRecord(id, name, { context, holder, targets, presentAs });
  known.set(id, made);
  return made;
}

async function readRecord(
  id: string,
  name: string,
  { context, holder, targets, presentAs }: Expansion,
): Promise<unknown> {
  const takes = ({ route, parameter }: ExpandTarget) => route.params?.safeParse({ [parameter]: id }).success === true;
  const byName = targetByName(targets, name);
  const target = byName !== undefined && takes(byName) ? byName : targets.find(takes);
  if (target === undefined)
    throw rejectField(POINTER, 'not_expandable', `"${name}" is not the id of a record that can be read`);
  const { manifest, route, parameter } = target;
  const permission = manifest.permissions.find((declared) => declared.name === route.permission);
  if (permission === undefined || !isAllowed(holder, permission))
    throw reject('forbidden', 'auth.forbidden', `This needs the permission ${route.permission}.`, {
      facts: { permission: route.permission },
    });
  const run = await loaded(route.run);
  const query = route.query?.parse({});
  try {
    const result = await run(context, {
      params: route.params?.parse({ [parameter]: id }),
      query,
      body: undefined,
      ifMatch: undefined,
    });
    return presentAs(target, route.response.parse(result));
  } catch (error) {
    if (isRejection(error) && error.kind === 'not_found') return null;
    throw error;
  }
}
