/**
 * What a caller may ask for in a time, and how an answer says so (draft-ietf-httpapi-ratelimit-headers-11). The
 * authorizer finds it out and hands it on as text, which is all that a gateway's context carries.
 */
import { type Rejection, reject } from '../../rejection.ts';

/** Whose requests are counted together: all of a tenant's, or those of one API key. */
export type RateName = 'tenant' | 'key';
export type RatePolicy = {
  readonly name: RateName;
  /** Requests that a full bucket holds; it refills evenly within the window. */
  readonly quota: number;
  readonly windowSeconds: number;
};

/** How a bucket stands after a request, as far as this function knows: other functions take from it as well. */
export type RateStanding = RatePolicy & {
  readonly remaining: number;
  /** Until the bucket is full again, or, where it is empty, until it gives something. */
  readonly resetSeconds: number;
};

/** What the authorizer tells a function of the caller's rate; part of the context of a request. */
export type RateContext = {
  /** `tenant;600;60;412;19,key;300;60;287;3`: name, quota, window, remaining, reset. */
  readonly rate?: string;
  /** Seconds, where the request was over a limit: the function refuses it. */
  readonly rateRetryAfter?: string;
};

const NAMES: ReadonlySet<string> = new Set<RateName>(['tenant', 'key']);
const isName = (text: string): text is RateName => NAMES.has(text);

export const writeStandings = (standings: readonly RateStanding[]): string =>
  standings
    .map(({ name, quota, windowSeconds, remaining, resetSeconds }) =>
      [name, quota, windowSeconds, remaining, resetSeconds].join(';'),
    )
    .join(',');

export function readStandings(text: string | undefined): RateStanding[] {
  if (text === undefined || text === '') return [];
  return text.split(',').flatMap((part) => {
    const [name = '', quota, windowSeconds, remaining, resetSeconds] = part.split(';');
    if (!isName(name)) return [];
    const numbers = { quota, windowSeconds, remaining, resetSeconds };
    return [{ name, ...mapNumbers(numbers) }];
  });
}

const mapNumbers = <Name extends string>(texts: Record<Name, string | undefined>): Record<Name, number> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Number(text)])) as Record<Name, number>;

/** The `RateLimit` and `RateLimit-Policy` headers of an answer; none where nothing was counted. */
export function rateHeaders(standings: readonly RateStanding[]): Record<string, string> {
  if (standings.length === 0) return {};
  const list = (item: (standing: RateStanding) => string) => standings.map(item).join(', ');
  return {
    'ratelimit-policy': list(({ name, quota, windowSeconds }) => `"${name}";q=${quota};w=${windowSeconds}`),
    ratelimit: list(({ name, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${resetSeconds}`),
  };
}

/** The refusal of a request over a limit (429). `Retry-After` outweighs the headers, as the draft has it. */
export function rateLimited(standings: readonly RateStanding[], retryAfterSeconds: number): Rejection {
  const spent = standings.find(({ remaining }) => remaining === 0) ?? standings[0];
  return reject('too_many', 'rate.limited', `Too many requests. Try again in ${retryAfterSeconds} s.`, {
    headers: { 'retry-after': String(retryAfterSeconds) },
    facts:
      spent === undefined
        ? { retryAfterSeconds }
        : { limit: spent.name, quota: spent.quota, windowSeconds: spent.windowSeconds, retryAfterSeconds },
  });
}
