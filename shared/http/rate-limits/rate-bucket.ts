/**
 * A token bucket as one number (the generic cell rate algorithm): the instant until which its tokens are paid for. A
 * bucket that is paid until now is full; each token taken moves the instant by the time that a token takes to come
 * back. So a bucket is taken from by one conditional write, without a read before it, and nothing ever refills it.
 */
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Deps } from '../../context.ts';
import { defineEntity, type Item, itemKey } from '../../table/entity.ts';
import type { TenantId } from '../../values/ids.ts';
import type { RatePolicy } from './rate-policy.ts';

/** Instants and spans in microseconds: a token of a fast bucket is less than a millisecond. */
const MICROS_A_MS = 1_000;
const MICROS_A_SECOND = 1_000_000;
/** An idle bucket is a full one, and need not be kept. */
const KEPT_SECONDS = 2 * 86_400;

export const rateBucket = defineEntity({
  name: 'rate',
  schema: z.object({
    /** `tenant`, or the id of an API key. */
    bucket: z.string(),
    /** Microseconds since 1970. */
    paidUntil: z.number(),
    ttl: z.number(),
  }),
  key: { partition: ['bucket'] },
  listed: false,
  audited: false,
});

/** Time in which one token comes back, µs. */
export const tokenMicros = ({ quota, windowSeconds }: RatePolicy): number =>
  Math.max(1, Math.round((windowSeconds * MICROS_A_SECOND) / quota));

/** Whole tokens in a bucket that is paid until an instant. */
export function tokensAt(policy: RatePolicy, paidUntil: number, nowMs: number): number {
  const owed = Math.max(0, paidUntil - nowMs * MICROS_A_MS);
  return Math.max(0, policy.quota - Math.ceil(owed / tokenMicros(policy)));
}

/** When a bucket will hold that many tokens, ms. */
export const holdsAtMs = (policy: RatePolicy, paidUntil: number, tokens: number): number =>
  Math.ceil((paidUntil - (policy.quota - tokens) * tokenMicros(policy)) / MICROS_A_MS);

/** When a bucket is full again, ms. */
export const fullAtMs = (paidUntil: number): number => Math.ceil(paidUntil / MICROS_A_MS);

export type BucketPlace = {
  readonly table: Deps['table'];
  readonly tenantId: TenantId;
  readonly bucket: string;
  readonly policy: RatePolicy;
};

/** `granted` is 0 where the bucket holds less than the least that is worth a write. */
export type Taken = { readonly granted: number; readonly paidUntil: number };

const ATTEMPTS = 4;
const CONFLICT_WAIT_MS = 4;

/**
 * Takes up to `want` tokens, at least `worth`, in one transaction under the tenant's role (its policy allows writes in
 * no other way). `known` is where the bucket was last seen, so that the first try mostly is the right one: it can only
 * be emptier than that, and what was seen to be too empty is not asked again.
 * @throws what the table throws, its conflicts as well once four tries have met one
 */
export async function takeTokens(place: BucketPlace, request: TakeRequest): Promise<Taken> {
  const { nowMs, want, worth, known, deps } = request;
  let seen = known;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const granted = Math.min(want, tokensAt(place.policy, seen, nowMs));
    if (granted < worth) return { granted: 0, paidUntil: seen };
    const outcome = await pay(place, { nowMs, seen, granted, token: deps.ids.secret(24) });
    if (outcome.result === 'paid') return { granted, paidUntil: outcome.paidUntil };
    if (outcome.result === 'conflict') {
      if (attempt === ATTEMPTS) throw outcome.error;
      await deps.sleep(deps.random() * CONFLICT_WAIT_MS * attempt);
    } else seen = outcome.paidUntil;
  }
  // Each try came second to another function. What it saw last is taken as empty: better late than twice.
  return { granted: 0, paidUntil: seen };
}

export type TakeRequest = {
  readonly nowMs: number;
  readonly want: number;
  readonly worth: number;
  readonly known: number;
  readonly deps: Pick<Deps, 'ids' | 'sleep' | 'random'>;
};

type Payment = { readonly nowMs: number; readonly seen: number; readonly granted: number; readonly token: string };
type Outcome =
  | { readonly result: 'paid' | 'refused'; readonly paidUntil: number }
  | { readonly result: 'conflict'; readonly error: unknown };

async function pay({ table, tenantId, bucket, policy }: BucketPlace, payment: Payment): Promise<Outcome> {
  const { expressions, paidUntil } = paymentOf(policy, payment);
  const Update = {
    TableName: table.name,
    Key: itemKey(rateBucket, tenantId, { bucket }),
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    ...expressions,
  };
  try {
    const command = new TransactWriteCommand({ TransactItems: [{ Update }], ClientRequestToken: payment.token });
    await table.client.send(command);
    return { result: 'paid', paidUntil };
  } catch (error) {
    return failureOf(error);
  }
}

/** A full bucket is paid from now; one that is not, from where it stands. The condition says again which of them it is. */
function paymentOf(policy: RatePolicy, { nowMs, seen, granted }: Payment) {
  const now = nowMs * MICROS_A_MS;
  const price = granted * tokenMicros(policy);
  const ttl = Math.ceil(nowMs / 1_000) + policy.windowSeconds + KEPT_SECONDS;
  if (seen <= now) {
    const expressions = {
      UpdateExpression: 'SET paidUntil = :paid, #ttl = :ttl',
      ConditionExpression: 'attribute_not_exists(paidUntil) OR paidUntil <= :now',
      ExpressionAttributeValues: { ':paid': now + price, ':now': now, ':ttl': ttl },
    };
    return { expressions, paidUntil: now + price };
  }
  const most = now + (policy.quota - granted) * tokenMicros(policy);
  const expressions = {
    UpdateExpression: 'SET paidUntil = paidUntil + :price, #ttl = :ttl',
    ConditionExpression: 'paidUntil BETWEEN :now AND :most',
    ExpressionAttributeValues: { ':price': price, ':now': now, ':most': most, ':ttl': ttl },
  };
  return { expressions, paidUntil: seen + price };
}

type Reason = { readonly Code?: string; readonly Item?: Item };

/** What the table said of the bucket, where that is why it did not write. @throws every other failure */
function failureOf(error: unknown): Outcome {
  if (!(error instanceof Error)) throw error;
  if (error.name === 'TransactionConflictException') return { result: 'conflict', error };
  if (error.name !== 'TransactionCanceledException') throw error;
  const [reason] = (error as { CancellationReasons?: readonly Reason[] }).CancellationReasons ?? [];
  if (reason?.Code === 'TransactionConflict') return { result: 'conflict', error };
  if (reason?.Code !== 'ConditionalCheckFailed') throw error;
  return { result: 'refused', paidUntil: numberOf(reason.Item?.paidUntil) };
}

/** The document client hands the item of a refusal on as DynamoDB writes it. */
function numberOf(value: unknown): number {
  if (typeof value === 'object' && value !== null && 'N' in value) return Number(value.N);
  return typeof value === 'number' ? value : 0;
}
