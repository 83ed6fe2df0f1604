/**
 * The closed list of ways in which Tandem says no. A module rejects with a stable code of its own
 * (`sales.order.illegal_transition`); one mapper (`http/problem-json.ts`) turns kinds into HTTP statuses.
 */
export type RejectionKind =
  | 'malformed'
  | 'invalid'
  | 'unauthenticated'
  | 'payment_required'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'precondition_failed'
  | 'precondition_required'
  | 'too_large'
  | 'unsupported_type'
  | 'too_many'
  | 'unavailable';

export type FieldError = { readonly pointer: string; readonly code: string; readonly message: string };

export type RejectionDetails = {
  readonly errors?: readonly FieldError[];
  /** Facts that help the caller to go on: the limit, the usage, the allowed states. Never internal. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
};

export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly kind: RejectionKind;
  readonly code: string;
  readonly details: RejectionDetails;
  constructor(kind: RejectionKind, code: string, message: string, details: RejectionDetails = {}) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.details = details;
  }
}

/** Builds a rejection: `throw reject('conflict', 'sales.order.illegal_transition', 'The order is cancelled.')`. */
export const reject = (kind: RejectionKind, code: string, message: string, details?: RejectionDetails): Rejection =>
  new Rejection(kind, code, message, details);

/** A rejection of one field of the body: names its JSON pointer (`/lines/0/sku`) and the rule. */
export const rejectField = (
  pointer: string,
  code: string,
  message: string,
  kind: RejectionKind = 'invalid',
): Rejection => new Rejection(kind, code, message, { errors: [{ pointer, code, message }] });

/** The same words for an id that does not exist and for one of another tenant (DESIGN 7). */
export const notFound = (noun: string): Rejection =>
  new Rejection(
    'not_found',
    `${noun}.not_found`,
    `No such ${noun.split('.').at(-1)?.replaceAll('_', ' ') ?? 'record'}.`,
  );

/**
 * The record that a field of the body names. @throws Rejection 422 `unknown_<record>` at the field (decisions/0010): the
 * address is right, what was sent is not. The same words for an id of nothing and for one of another tenant
 */
export function expectFound<Found>(record: Found | undefined, noun: string, pointer: string): Found {
  if (record !== undefined) return record;
  const name = noun.split('.').at(-1) ?? 'record';
  throw rejectField(pointer, `unknown_${name}`, `No such ${name.replaceAll('_', ' ')}.`);
}

export const isRejection = (error: unknown, code?: string): error is Rejection =>
  error instanceof Rejection && (code === undefined || error.code === code);

/** Thrown by a reaction that came too early: the message goes back to the queue and is tried again later. */
export class NotYet extends Error {
  override readonly name = 'NotYet';
}
