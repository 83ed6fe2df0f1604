/** How far a tenant's books have been looked at and what was found; the sums that the checks keep; the job's place. */
import { z } from 'zod';

export const EventRef = z.object({
  id: z.string(),
  type: z.string(),
  time: z.string(),
  subject: z.string(),
  correlationId: z.string(),
});
export type EventRef = z.infer<typeof EventRef>;

/** Something that did not hold, or could not be told, when it was last looked at. */
export const OpenFinding = z.object({
  check: z.string(),
  subject: z.string(),
  /** Absent where the record was being written and nothing could be told. */
  message: z.string().optional(),
  /** When it was first found so. */
  since: z.string(),
  /** It can never be so, or it has been so for longer than a slow loop takes. */
  fault: z.boolean(),
  /** The last event that touched the subject before it was found; absent where no event tells of it. */
  event: EventRef.optional(),
});
export type OpenFinding = z.infer<typeof OpenFinding>;

/** Numbers of a series that documents have: all up to `through`, and those of `beyond`. */
export const NumbersSeen = z.object({ through: z.number().int(), beyond: z.array(z.number().int()) });
export type NumbersSeen = z.infer<typeof NumbersSeen>;

/** One record a tenant. */
export const BooksRecord = z.object({
  id: z.string(),
  /** When these books were begun: sums of earlier ones do not count. */
  begunAt: z.string(),
  checkedAt: z.string(),
  /** Everything that happened up to here has been looked at. */
  checkedThrough: z.string(),
  /** There was more to read than one look takes: the next goes on. */
  behind: z.boolean(),
  /** Looks so far, by check. */
  counts: z.record(z.string(), z.number().int()),
  /** The newest record looked at of each kind that is read in the order of its making, by the kind's name. */
  lists: z.record(z.string(), z.string()),
  numbers: z.record(z.string(), NumbersSeen),
  open: z.array(OpenFinding),
});
export type BooksRecord = z.infer<typeof BooksRecord>;

/** Sums of one subject. They count for the books that they were begun with, so that books can be begun anew. */
export const BooksTally = z.object({
  check: z.string(),
  subject: z.string(),
  begunAt: z.string(),
  sums: z.record(z.string(), z.number().int()),
});
export type BooksTally = z.infer<typeof BooksTally>;

/** The job's own place: windows before `next` are dealt with. */
export const BooksRound = z.object({ id: z.string(), next: z.string() });
