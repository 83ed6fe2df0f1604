/** The outages of `webhooks.test.ts`, at length. */
import { afterEach, beforeEach, describe, it } from 'vitest';
import { openPostOffice, type PostOffice } from './post-office.ts';
import { deadForADay, manyWaiting } from './webhook-outages.ts';

const LONG_MS = 120_000;

let office: PostOffice;
beforeEach(async () => {
  office = await openPostOffice({ random: () => 0 });
});
afterEach(() => office.world.close());

describe('a receiver that is dead', () => {
  it('for a day is sent every one of 240 events when it is back', () => deadForADay(office, 10), LONG_MS);
  it('and has a thousand waiting delays no other', () => manyWaiting(office, 1_000), LONG_MS);
});
