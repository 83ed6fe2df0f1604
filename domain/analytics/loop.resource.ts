/** The loop's story on the wire. */
import { z } from 'zod';
import { SignedMoney } from '../../shared/values/money.ts';
import { Instant } from '../../shared/values/time.ts';

export const LoopDocumentResource = z.object({
  kind: z.string().meta({ description: 'The kind of document, such as `sales.order`.' }),
  id: z.string(),
  number: z.string().optional(),
  title: z.string(),
  state: z.string(),
  money: SignedMoney.optional(),
  waiting: z.object({ step: z.string(), heldBy: z.string(), reason: z.string() }).optional(),
});

export const LoopEventResource = z.object({
  id: z.string(),
  type: z.string(),
  at: Instant,
  actor: z.object({ kind: z.string(), id: z.string() }),
  causationId: z.string(),
  subject: z.string(),
  sequence: z.number(),
  /** Milliseconds since the event that caused this one; absent where a person did. */
  hopMs: z.number().optional(),
  data: z.unknown(),
});

export const LoopStepResource = z.object({
  step: z.string(),
  title: z.string(),
  state: z.enum(['done', 'running', 'waiting', 'not_started', 'not_needed']),
  firstAt: Instant.optional(),
  lastAt: Instant.optional(),
  documents: z.array(LoopDocumentResource),
  events: z.array(LoopEventResource),
});

export const LoopResource = z.object({
  correlationId: z.string(),
  state: z.enum(['running', 'waiting', 'closed', 'cancelled']),
  startedAt: Instant,
  lastAt: Instant,
  closedAt: Instant.optional(),
  durationMs: z.number(),
  steps: z.array(LoopStepResource),
  /** What has not happened yet and who holds it. */
  waiting: z.array(
    z.object({ documentId: z.string(), kind: z.string(), step: z.string(), heldBy: z.string(), reason: z.string() }),
  ),
  /** Events of the loop that belong to none of the nine steps (a cancellation, a release, stock moves). */
  otherEvents: z.array(LoopEventResource),
  latency: z.array(z.object({ from: z.string(), to: z.string(), ms: z.number() })),
});
export type LoopResource = z.infer<typeof LoopResource>;
