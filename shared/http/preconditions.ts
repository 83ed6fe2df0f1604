/** `If-Match` on a record (RFC 9110): a lost update is refused before anything is decided. */
import { reject } from '../rejection.ts';

/** @throws Rejection 412 where the caller's version is not the record's. No header means no precondition. */
export function expectVersion(record: { readonly version: number }, ifMatch: number | undefined): void {
  if (ifMatch === undefined || ifMatch === record.version) return;
  throw reject('precondition_failed', 'request.stale', 'The record has changed since you read it.', {
    facts: { yourVersion: ifMatch, currentVersion: record.version },
  });
}
