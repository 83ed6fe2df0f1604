import { describe, expect, it } from 'vitest';
import { overBecause, queuedNow } from '../../../domain/integration/write-delivery.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';

const ENABLED_AT = '2026-03-02T10:12:17.110Z';
const workAt = (instant: string) => ({ context: { deps: { clock: { now: () => Date.parse(instant) } } } }) as Work;

describe('a delivery to an endpoint that was just enabled', () => {
  it.each([
    ['an instance whose clock is behind', '2026-03-02T10:12:00.000Z', ENABLED_AT],
    ['an instance whose clock is ahead', '2026-03-02T10:13:00.000Z', '2026-03-02T10:13:00.000Z'],
  ])('is not over when it was queued by %s', (_, now, queuedAt) => {
    expect(queuedNow(workAt(now), ENABLED_AT)).toBe(queuedAt);
    expect(overBecause({ state: 'pending', queuedAt }, { state: 'enabled', enabledAt: ENABLED_AT })).toBeUndefined();
  });
});
