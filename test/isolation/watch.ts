/**
 * The watch: what of one company must be in nothing that another one receives. Ids are known one by one, texts and odd
 * amounts by a pattern; what a request itself carried it may hear again.
 */
export type Watch = {
  /** What of the other company is in a text, but for what is in `told`. */
  leaksIn(text: string, told?: string): string[];
  readonly size: number;
};

const ID = /[a-z]{2,5}_[0-9a-hjkmnp-tv-z]{26}/g;
/** The places of a cursor, which travels as base64. */
const CURSOR = /"nextCursor":"([\w-]+)\./g;

/** A figure counts where it stands by itself: its digits also turn up by chance in the id of a request. */
function patternOf(text: string): string {
  const escaped = text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return /^[\d.]+$/.test(text) ? `(?<![\\w-])${escaped}(?![\\w-])` : escaped;
}

export function watchFor(ids: Iterable<string>, texts: readonly string[]): Watch {
  const known = new Set(ids);
  const words = new RegExp(texts.map(patternOf).join('|'), 'gi');
  return {
    size: known.size + texts.length,
    leaksIn: (text, told = '') => {
      const places = [...text.matchAll(CURSOR)].map(([, payload = '']) => Buffer.from(payload, 'base64url').toString());
      const heard = [text, ...places].join('\n');
      const found = [
        ...[...heard.matchAll(ID)].map(([id]) => id).filter((id) => known.has(id)),
        ...[...heard.matchAll(words)].map(([word]) => word),
      ];
      return [...new Set(found)].filter((secret) => !told.toLowerCase().includes(secret.toLowerCase()));
    },
  };
}

/** An id without a time follows from a code alone (the location `MAIN`): every company has it, and it tells of none. */
const OF_EVERY_COMPANY = /_0{10}/;

export const idsIn = (text: string): string[] =>
  [...new Set(text.match(ID) ?? [])].filter((id) => !OF_EVERY_COMPANY.test(id));
