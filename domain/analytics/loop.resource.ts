/** The loop's story on the wire. */
import { z } from 'zod';
import { SignedMoney } from '../../shared/values/money.ts';
import { Instant } from '../../shared/values/time.ts';

const LoopDocumentResource = z.object({
  kind: z.string().meta({ description: 'The kind of document, such as `sales.order`.' }),
  id: z.string(),
  number: z.string().optional(),
  title: z.string(),
  state: z.string(),
  money: SignedMoney.optional(),
  waiting: z.object({ step: z.string(), heldBy: z.string(), reason: z.string() }).optional(),
});

const LoopEventResource = z.object({
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

const LoopStepResource = z.object({
  step: z.string(),
  title: z.string(),
  state: z.enum(['done', 'running', 'waiting', 'not_started', 'not_needed', 'cancelled']),
  firstAt: Instant.optional(),
  lastAt: Instant.optional(),
  documents: z.array(LoopDocumentResource),
  events: z.array(LoopEventResource),
});

/** What the loop comes to so far, in the company's currency. */
export const LoopMoneyResource = z
  .object({
    /** Without tax, as quoted: of the last win, or of the opportunity while it is open. */
    quoted: SignedMoney,
    /** Without tax: of the confirmed orders that were not cancelled. */
    ordered: SignedMoney,
    /** Without tax. */
    invoiced: SignedMoney,
    /** Without tax. */
    credited: SignedMoney,
    /** Invoiced less credited. */
    tax: SignedMoney,
    /** With tax: what cleared the invoices, and deposits that are kept for the order. */
    paid: SignedMoney,
    /** With tax. */
    refunded: SignedMoney,
    /** With tax: still owed on the invoices; below zero where money is to go back. */
    due: SignedMoney,
    /** Of the goods that left, less those that came back. */
    cost: SignedMoney,
    /** Invoiced less credited less cost. */
    margin: SignedMoney,
  })
  .meta({ id: 'LoopMoney' });
export type LoopMoneyResource = z.infer<typeof LoopMoneyResource>;

export const LoopResource = z.object({
  correlationId: z.string(),
  state: z.enum(['running', 'waiting', 'closed', 'cancelled', 'lost']),
  startedAt: Instant,
  lastAt: Instant,
  closedAt: Instant.optional(),
  durationMs: z.number(),
  money: LoopMoneyResource,
  steps: z.array(LoopStepResource),
  /** What has not happened yet and who holds it. */
  waiting: z.array(
    z.object({ documentId: z.string(), kind: z.string(), step: z.string(), heldBy: z.string(), reason: z.string() }),
  ),
  /** Documents that belong to none of the nine steps (stock entries). */
  otherDocuments: z.array(LoopDocumentResource),
  /** Events of the loop that belong to none of the nine steps (a release, stock moves). */
  otherEvents: z.array(LoopEventResource),
  latency: z.array(z.object({ from: z.string(), to: z.string(), ms: z.number() })),
});
export type LoopResource = z.infer<typeof LoopResource>;
