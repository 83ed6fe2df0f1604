import { describe, expect, it } from 'vitest';
import {
  ATTEMPT_DELAYS_MS,
  ATTEMPTS_MAX,
  JITTER,
  nextDelayMs,
  readRetryAfter,
} from '../../../domain/integration/retry-schedule.ts';

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
const NOW = Date.parse('2026-11-24T10:00:00.000Z');

describe('the schedule of attempts', () => {
  it.each([
    [0, 0],
    [1, 5 * SECOND],
    [2, 5 * MINUTE],
    [3, 30 * MINUTE],
    [4, 2 * HOUR],
    [5, 5 * HOUR],
    [6, 10 * HOUR],
    [7, 14 * HOUR],
    [8, 20 * HOUR],
    [9, 24 * HOUR],
  ])('waits after %i attempts for %i ms', (made, delayMs) => {
    expect(nextDelayMs(made, 0)).toBe(delayMs);
  });
  it('gives up after the tenth, 75 hours after the first', () => {
    expect(nextDelayMs(ATTEMPTS_MAX, 0)).toBeUndefined();
    expect(ATTEMPTS_MAX).toBe(10);
    expect(ATTEMPT_DELAYS_MS.reduce((sum, ms) => sum + ms, 0) / HOUR).toBeCloseTo(75.6, 1);
  });
  it('adds at most a tenth by chance, and never takes anything away', () => {
    expect(nextDelayMs(4, 0.5)).toBe(2 * HOUR * (1 + JITTER / 2));
    expect(nextDelayMs(4, 0.999999)).toBeLessThanOrEqual(2 * HOUR * (1 + JITTER));
    expect(nextDelayMs(0, 0.9)).toBe(0);
  });
  it.each([
    ['longer than the schedule', 1, HOUR, HOUR],
    ['shorter than the schedule', 4, MINUTE, 2 * HOUR],
    ['longer than a day', 1, 30 * 24 * HOUR, 24 * HOUR],
    ['negative', 1, -HOUR, 5 * SECOND],
  ])('respects a Retry-After that is %s', (_, made, askedMs, waitsMs) => {
    expect(nextDelayMs(made, 0, askedMs)).toBe(waitsMs);
  });
  it('gives up after the tenth though the receiver asks for another', () => {
    expect(nextDelayMs(ATTEMPTS_MAX, 0, HOUR)).toBeUndefined();
  });
});

describe('Retry-After', () => {
  it.each([
    ['120', 120 * SECOND],
    [' 0 ', 0],
    ['Tue, 24 Nov 2026 10:05:00 GMT', 5 * MINUTE],
    ['Tue, 24 Nov 2026 09:05:00 GMT', 0],
    ['', undefined],
    ['-5', undefined],
    ['1e9', undefined],
    ['soon', undefined],
    ['2026-11-24T10:05:00Z', undefined],
    ['99999999999999999999', undefined],
    ['Tue, 99 Nov 2026 10:05:00 GMT', undefined],
  ])('"%s" is %s ms', (header, ms) => {
    expect(readRetryAfter(header, NOW)).toBe(ms);
  });
  it('is nothing where there is none', () => {
    expect(readRetryAfter(undefined, NOW)).toBeUndefined();
  });
});
