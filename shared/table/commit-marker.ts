/** What makes a commit happen once however often its cause arrives (DESIGN 4, part 5 of the commit). */
export type CommitMarker =
  | { readonly kind: 'inbox'; readonly reaction: string; readonly eventId: string }
  | {
      readonly kind: 'idempotency';
      /** Hash of principal, method, route and key: the reach of an `Idempotency-Key`. */
      readonly scope: string;
      readonly requestHash: string;
      /** Renders the command's result as the answer to keep; the HTTP layer knows the route's schema and status. */
      readonly render: (result: unknown) => { status: number; etag?: string; body?: string };
    };

/** The loser of two commits with one marker: the winner's effect stands, this one's was not written. */
export class AlreadyCommitted extends Error {
  override readonly name = 'AlreadyCommitted';
}
