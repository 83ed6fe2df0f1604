/** What becomes of findings from one look to the next, without I/O: a suspicion, a fault, or nothing any more. */
import type { Finding } from '../../../shared/books.ts';
import type { EventRef, OpenFinding } from './books.schema.ts';
import { GRACE_MS } from './patience.ts';

export type Looked = {
  readonly check: string;
  readonly subject: string;
  readonly holds: 'always' | 'at_rest';
  readonly finding: Finding;
  readonly event?: EventRef | undefined;
};

/** Bounds the record; with so much wrong, what comes on top says nothing new. */
export const OPEN_MAX = 50;
const MESSAGE_MAX = 500;

export const findingKey = ({ check, subject }: { check: string; subject: string }): string => `${check} ${subject}`;

/**
 * The findings after a look at some subjects; the others stay as they are.
 * What need only hold at rest is a fault once the very same has been found for longer than a loop's steps may take:
 * as long as the figures change, someone is at work on it. A fault stays one until it holds.
 * @param through the instant that was looked at
 */
export function decideFindings(
  before: readonly OpenFinding[],
  looks: readonly Looked[],
  through: string,
): OpenFinding[] {
  const open = new Map(before.map((finding) => [findingKey(finding), finding]));
  for (const look of looks) {
    const known = open.get(findingKey(look));
    const next = nextFinding(known, look, through);
    if (next === undefined) open.delete(findingKey(look));
    else open.set(findingKey(look), next);
  }
  const worstFirst = [...open.values()].sort((a, b) => rank(a) - rank(b) || (a.since < b.since ? -1 : 1));
  return worstFirst.slice(0, OPEN_MAX);
}

const rank = ({ fault, message }: OpenFinding): number => (fault ? 0 : message === undefined ? 2 : 1);

function nextFinding(
  known: OpenFinding | undefined,
  { check, subject, holds, finding, event }: Looked,
  through: string,
): OpenFinding | undefined {
  if (finding.state === 'holds') return undefined;
  if (finding.state === 'moving') return known ?? { check, subject, since: through, fault: false };
  const message = finding.message.slice(0, MESSAGE_MAX);
  const same = known?.message === message ? known : undefined;
  const since = same?.since ?? through;
  const cause = same?.event ?? event ?? known?.event;
  const isOld = Date.parse(through) - Date.parse(since) >= GRACE_MS;
  const fault = holds === 'always' || isOld || known?.fault === true;
  return { check, subject, message, since, fault, ...(cause === undefined ? {} : { event: cause }) };
}
