/**
 * The file that a whole tenant goes into: NDJSON, so that it is read and written in a window and nothing is unpacked.
 *
 * 1. a head: what the file is, its version, and the facts that an empty tenant must share;
 * 2. a line for each record (`e` its entity, `r` the record without the tenant) and for each person (`p`);
 * 3. an end: how many of each, the state hash of the records, and the SHA-256 of every byte before it.
 */
import { z } from 'zod';

export const CONTAINER_VERSION = 1;
/** A record has at most 400 KB; in JSON it can be some more. */
export const LINE_BYTES_MAX = 2 * 1024 * 1024;

export const ContainerHead = z.strictObject({
  container: z.literal('tandem.tenant'),
  version: z.number().int(),
  company: z.string(),
  country: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  /** When the company was made, RFC 3339: its log begins there. */
  createdAt: z.iso.datetime(),
  exportedAt: z.iso.datetime(),
});
export type ContainerHead = z.infer<typeof ContainerHead>;

const Person = z.strictObject({
  id: z.string(),
  email: z.string(),
  name: z.string().optional(),
  roles: z.array(z.string()),
});
export type ContainerPerson = z.infer<typeof Person>;

export const ContainerEnd = z.strictObject({
  records: z.number().int(),
  people: z.number().int(),
  /** Records by entity. */
  counts: z.record(z.string(), z.number().int()),
  stateHash: z.string().regex(/^[0-9a-f]{64}$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The company went on while it was exported: each record is as it was at some moment, not all at the same one. */
  changedMeanwhile: z.boolean(),
});
export type ContainerEnd = z.infer<typeof ContainerEnd>;

export const ContainerLine = z.union([
  z.strictObject({ e: z.string(), r: z.looseObject({ createdAt: z.string() }) }),
  z.strictObject({ p: Person }),
  z.strictObject({ end: ContainerEnd }),
]);
export type ContainerLine = z.infer<typeof ContainerLine>;
