/** Reads a resource's properties by a schema that names all of them, so that none is passed over in silence. */
import { z } from 'zod';
import type { Assembly, ResolvedResource } from './assembly.ts';

/** Properties that change nothing on a laptop; named, so that a new one is noticed. */
export const ignored = <const Name extends string>(...names: Name[]): Record<Name, z.ZodOptional<z.ZodUnknown>> =>
  Object.fromEntries(names.map((name) => [name, z.unknown().optional()])) as Record<Name, z.ZodOptional<z.ZodUnknown>>;

/** CloudFormation takes a boolean as a text as well. */
export const flag = z.union([z.boolean(), z.stringbool()]);

/**
 * The properties of a resource. One that the schema does not name is noted and shown at start-up.
 * @throws Error that names the resource, the property and what is wrong with it
 */
export function readProperties<Schema extends z.ZodObject>(
  assembly: Assembly,
  resource: ResolvedResource,
  schema: Schema,
): z.infer<Schema> {
  const name = `${resource.stack}/${resource.logicalId} (${resource.type})`;
  const unknown = Object.keys(resource.properties).filter((property) => !Object.hasOwn(schema.shape, property));
  if (unknown.length > 0) assembly.notes.push(`${name}: nothing is done for ${unknown.join(', ')}`);
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`${name}: ${problems.join('; ')}`);
}
