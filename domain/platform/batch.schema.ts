/** Many requests in one: what each of them is, and what each was answered. */
import { z } from 'zod';

export const OPERATIONS_MAX = 100;

const Headers = z.strictObject({
  'if-match': z.string().max(100).optional(),
  'idempotency-key': z.string().max(257).optional(),
  prefer: z.string().max(100).optional(),
});

export const BatchOperation = z.strictObject({
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
  /** As in a request line, with or without `/v1`, and its query. */
  path: z.string().min(2).max(2_000).startsWith('/'),
  body: z.unknown().optional(),
  headers: Headers.optional(),
});
export type BatchOperation = z.infer<typeof BatchOperation>;

export const BatchBody = z.strictObject({ operations: z.array(BatchOperation).min(1).max(OPERATIONS_MAX) });
export type BatchBody = z.infer<typeof BatchBody>;

export const BatchAnswer = z
  .object({
    /** In the order of the operations. */
    results: z.array(
      z.object({
        status: z.number().int(),
        headers: z.record(z.string(), z.string()),
        /** The answer, or the problem; null where there is nothing to say. */
        body: z.unknown(),
      }),
    ),
  })
  .meta({ id: 'Batch' });
export type BatchAnswer = z.infer<typeof BatchAnswer>;
