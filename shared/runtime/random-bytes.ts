/** Random bytes of the system, taken a page at a time: a call for one byte costs as much as a call for thousands. */
import { randomBytes } from 'node:crypto';

const PAGE_BYTES = 4096;

/** A source that gives each byte once. */
export function randomSource(): (count: number) => Uint8Array {
  let page = new Uint8Array();
  let given = 0;
  return (count) => {
    if (given + count > page.length) {
      page = randomBytes(Math.max(count, PAGE_BYTES));
      given = 0;
    }
    given += count;
    return page.subarray(given - count, given);
  };
}
