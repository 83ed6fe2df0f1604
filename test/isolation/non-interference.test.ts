/**
 * What a company does and hears depends on nothing that others do: its day alone, and the same day among others' days,
 * give the same bytes. All sell the same goods under the same names, so that whatever they could share, they would.
 */
import { describe, expect, it } from 'vitest';
import { alphasDay, OTHERS } from './alphas-day.ts';

const DAY_MS = 120_000;

describe.each([1, 2])('a day of seed %d', (seed) => {
  it(
    'alone and among others: the same answers, the same events, the same log, byte for byte',
    async () => {
      const alone = await alphasDay(seed, {});
      const among = await alphasDay(seed, OTHERS);
      expect(alone.answers.length).toBeGreaterThan(100);
      expect(alone.events.length).toBeGreaterThan(20);
      expect(among.answers).toEqual(alone.answers);
      expect(among.events).toEqual(alone.events);
      expect(among.log).toEqual(alone.log);
    },
    DAY_MS,
  );
});

it(
  'what all companies draw on together is noticed: one source of ids for all',
  async () => {
    const alone = await alphasDay(1, {}, true);
    const among = await alphasDay(1, { Beta: 71 }, true);
    expect(among.answers).not.toEqual(alone.answers);
    expect(among.events).not.toEqual(alone.events);
  },
  DAY_MS,
);
