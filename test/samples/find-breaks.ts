/**
 * What an integrator's code can trip over between two descriptions of the API: a path, field or enum value that is
 * gone, a type that changed, a field that has to be sent now and had not. What is added breaks nobody.
 */
import type { Document, Operation, Schema } from '../harness/api-description.ts';

type Described = Pick<Document, 'paths' | 'webhooks' | 'components'>;
/** `answered` by us, or `sent` by the integrator. */
type Way = 'answered' | 'sent';
type Sides = { readonly before: Described; readonly after: Described };

export function findBreaks(before: Described, after: Described): string[] {
  const sides = { before, after };
  return [
    ...operationsOf(before.paths).flatMap(([at, old]) => operationBreaks(sides, at, old, find(after.paths, at))),
    ...operationsOf(before.webhooks ?? {}).flatMap(([at, old]) =>
      webhookBreaks(sides, at, old, find(after.webhooks ?? {}, at)),
    ),
  ];
}

type Paths = Described['paths'];
const operationsOf = (paths: Paths): [string, Operation][] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  );
function find(paths: Paths, at: string): Operation | undefined {
  const [method = '', path = ''] = at.split(' ');
  return paths[path]?.[method];
}

function operationBreaks(sides: Sides, at: string, old: Operation, now: Operation | undefined): string[] {
  if (now === undefined) return [`${at} is gone`];
  const answers = Object.entries(old.responses).filter(([status]) => status.startsWith('2'));
  return [
    ...answers.flatMap(([status, answer]) => {
      const today = now.responses[status];
      if (today === undefined) return [`${at} does not answer ${status} any more`];
      return contentBreaks(sides, 'answered', `${at} ${status}`, answer.content, today.content);
    }),
    ...contentBreaks(sides, 'sent', `${at} body`, old.requestBody?.content, now.requestBody?.content),
    ...parameterBreaks(sides, at, old, now),
  ];
}

const webhookBreaks = (sides: Sides, at: string, old: Operation, now: Operation | undefined): string[] =>
  now === undefined
    ? [`the event ${at} is gone`]
    : contentBreaks(sides, 'answered', `the event ${at}`, old.requestBody?.content, now.requestBody?.content);

type Content = Readonly<Record<string, { readonly schema: Schema }>> | undefined;
const contentBreaks = (sides: Sides, way: Way, at: string, old: Content, now: Content): string[] =>
  Object.entries(old ?? {}).flatMap(([type, { schema }]) => {
    const today = now?.[type]?.schema;
    return today === undefined
      ? [`${at}: no ${type} any more`]
      : schemaBreaks({ ...sides, way }, at, schema, today, new Set());
  });

function parameterBreaks(sides: Sides, at: string, old: Operation, now: Operation): string[] {
  const known = new Map(now.parameters.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]));
  const before = new Set(old.parameters.map((parameter) => `${parameter.in} ${parameter.name}`));
  return [
    ...old.parameters.flatMap((parameter) => {
      const name = `${parameter.in} ${parameter.name}`;
      const today = known.get(name);
      if (today === undefined) return [`${at}: the parameter ${name} is gone`];
      return [
        ...(today.required && !parameter.required ? [`${at}: the parameter ${name} has to be sent now`] : []),
        ...schemaBreaks({ ...sides, way: 'sent' }, `${at} ${name}`, parameter.schema, today.schema, new Set()),
      ];
    }),
    ...now.parameters.flatMap((parameter) =>
      parameter.required && !before.has(`${parameter.in} ${parameter.name}`)
        ? [`${at}: the parameter ${parameter.in} ${parameter.name} has to be sent now`]
        : [],
    ),
  ];
}

type Judged = Sides & { readonly way: Way };
const resolved = (schema: Schema, { components }: Described): Schema => {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  return name === undefined ? schema : (components.schemas?.[name] ?? {});
};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function schemaBreaks(
  judged: Judged,
  at: string,
  oldSchema: Schema,
  newSchema: Schema,
  seen: ReadonlySet<string>,
): string[] {
  const pair = `${oldSchema.$ref ?? ''} ${newSchema.$ref ?? ''}`;
  if (seen.has(pair)) return [];
  const within = oldSchema.$ref === undefined ? seen : new Set([...seen, pair]);
  const [old, now] = [resolved(oldSchema, judged.before), resolved(newSchema, judged.after)];
  const [was, is] = [typesOf(old, judged.before), typesOf(now, judged.after)];
  // What is answered may be of fewer types than before, and what is sent of more.
  const strange =
    judged.way === 'sent' ? was.filter((type) => !is.includes(type)) : is.filter((type) => !was.includes(type));
  if (strange.length > 0 && was.length > 0 && is.length > 0)
    return [`${at}: ${was.join(' or ')} is ${is.join(' or ')} now`];
  const gone = valuesOf(old).filter((value) => valuesOf(now).length > 0 && !valuesOf(now).includes(value));
  const inner = (name: string, a: unknown, b: unknown) =>
    a === undefined || b === undefined ? [] : schemaBreaks(judged, `${at}${name}`, a as Schema, b as Schema, within);
  const choices = [...list(old.anyOf), ...list(old.oneOf)].map((choice) => choice as Schema);
  const today = [...list(now.anyOf), ...list(now.oneOf)].map((choice) => choice as Schema);
  // What was one shape and is a choice now still has that shape among them.
  const same =
    choices.length > 0
      ? undefined
      : today.find((choice) => typesOf(choice, judged.after).some((type) => was.includes(type)));
  if (same !== undefined) return inner('', old, same);
  return [
    ...gone.map((value) => `${at}: the value ${String(value)} is gone`),
    ...propertyBreaks(judged, at, old, now, inner),
    ...inner('[]', old.items, now.items),
    ...inner('{}', objectOf(old.additionalProperties), objectOf(now.additionalProperties)),
    ...choices.flatMap((choice, index) => inner('', choice, today[index])),
  ];
}

const objectOf = (value: unknown): unknown => (typeof value === 'object' && value !== null ? value : undefined);
const valuesOf = (schema: Schema): readonly unknown[] => ('const' in schema ? [schema.const] : list(schema.enum));

/** The types that a schema allows; none where it says nothing of them. */
function typesOf(schema: Schema, side: Described): string[] {
  const inner = resolved(schema, side);
  const choices = [...list(inner.anyOf), ...list(inner.oneOf)];
  if (choices.length > 0) return [...new Set(choices.flatMap((choice) => typesOf(choice as Schema, side)))];
  return Array.isArray(inner.type) ? (inner.type as string[]) : typeof inner.type === 'string' ? [inner.type] : [];
}

type Inner = (name: string, a: unknown, b: unknown) => string[];
function propertyBreaks({ way }: Judged, at: string, old: Schema, now: Schema, inner: Inner): string[] {
  const [was, is] = [old, now].map((schema) => (schema.properties ?? {}) as Readonly<Record<string, unknown>>);
  const [needed, need] = [old, now].map((schema) => list(schema.required).map(String));
  const hadFields = old.properties !== undefined;
  return [
    ...Object.keys(was ?? {}).flatMap((name) =>
      is?.[name] === undefined ? [`${at}.${name} is gone`] : inner(`.${name}`, was?.[name], is[name]),
    ),
    ...(way === 'answered'
      ? (needed ?? []).filter((name) => is?.[name] !== undefined && !need?.includes(name))
      : []
    ).map((name) => `${at}.${name} can be absent now`),
    ...(way === 'sent' && hadFields ? (need ?? []).filter((name) => !needed?.includes(name)) : []).map(
      (name) => `${at}.${name} has to be sent now`,
    ),
  ];
}
