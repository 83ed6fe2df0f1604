import { describe, expect, it } from 'vitest';
import {
  countEnded,
  decideEvent,
  firstOfEach,
  isWholeRange,
  nextLookMs,
  OPEN_MAX,
} from '../../../domain/integration/decide-replay.ts';
import type { Delivery } from '../../../domain/integration/delivery.schema.ts';
import { SETTLED_AFTER_MS } from '../../../shared/events/read-log.ts';

const NOW = Date.parse('2026-11-24T10:00:00.000Z');
const at = (ms: number) => new Date(ms).toISOString();
const delivery = (facts: Partial<Delivery> = {}): Delivery => ({
  ...{ id: 'dlv_1', webhookId: 'whk_1', eventId: 'evt_1', eventType: 'crm.account.created', subject: 'acc_1' },
  ...{ body: '{}', state: 'pending', queuedAt: at(NOW), made: 0, attempts: [], correlationId: 'cor_1', ...facts },
});
const job = (mode: 'all' | 'undelivered' | 'catch_up') => ({ id: 'rpl_1', mode, createdAt: at(NOW) });

describe('an event of the range', () => {
  const [before, after] = [at(NOW - 1), at(NOW)];
  it.each([
    ['that was never sent', 'all', undefined, 'create'],
    ['that was never sent', 'catch_up', undefined, 'create'],
    ['that this replay has sent', 'all', { state: 'delivered', endedAt: after, replayId: 'rpl_1' }, 'ignore'],
    ['that is on its way', 'all', {}, 'await'],
    ['that is on its way', 'catch_up', {}, 'skip'],
    ['that was delivered before', 'all', { state: 'delivered', endedAt: before }, 'resend'],
    ['that was delivered before', 'undelivered', { state: 'delivered', endedAt: before }, 'skip'],
    ['that was delivered since the replay began', 'all', { state: 'delivered', endedAt: after }, 'skip'],
    ['that was given up', 'undelivered', { state: 'failed', endedAt: before }, 'resend'],
    ['that was cancelled', 'undelivered', { state: 'cancelled', endedAt: before }, 'resend'],
    ['that was given up', 'catch_up', { state: 'failed', endedAt: before }, 'skip'],
    ['that another replay sent', 'all', { state: 'delivered', endedAt: before, replayId: 'rpl_0' }, 'resend'],
  ] as const)('%s, of a replay of kind %s', (_, mode, known, verb) => {
    expect(decideEvent(job(mode), known === undefined ? undefined : delivery(known))).toBe(verb);
  });
});

describe('what is open', () => {
  const open = ['a', 'b', 'a', 'c', 'b'].map((subject, index) => ({ deliveryId: `dlv_${index}`, subject }));
  const counts = { events: 5, skipped: 0, delivered: 1, failed: 0, cancelled: 0 };
  it('lets the first of each aggregate go', () => {
    expect(firstOfEach(open).map(({ deliveryId }) => deliveryId)).toEqual(['dlv_0', 'dlv_1', 'dlv_3']);
  });
  it('loses what has ended to the counts; what is gone ended long ago', () => {
    const states = ['delivered', 'failed', 'cancelled', 'pending'] as const;
    const known = new Map(states.map((state, index) => [`dlv_${index}`, delivery({ state })]));
    const left = countEnded({ open, counts }, known);
    expect(left.open.map(({ deliveryId }) => deliveryId)).toEqual(['dlv_3']);
    expect(left.counts).toEqual({ ...counts, delivered: 2, failed: 1, cancelled: 2 });
  });
});

describe('a range', () => {
  it('is whole at the head of the log, once nothing can appear in it any more', () => {
    expect(isWholeRange(true, at(NOW), NOW + SETTLED_AFTER_MS)).toBe(true);
    expect(isWholeRange(true, at(NOW), NOW + SETTLED_AFTER_MS - 1)).toBe(false);
    expect(isWholeRange(false, at(NOW), NOW + SETTLED_AFTER_MS)).toBe(false);
  });
});

describe('the next look', () => {
  const [going, waiting] = [delivery({ nextAttemptAt: at(NOW) }), delivery({ nextAttemptAt: at(NOW + 300_000) })];
  const later = at(NOW + 200_000);
  it.each([
    ['at once where there is more to read', { isRead: false }, [waiting], 0],
    ['in a second while a receiver is at it', { isRead: true }, [going, waiting], 1_000],
    ['after the next attempt where all wait', { isRead: true }, [waiting, delivery()], 301_000],
    ['when the range has settled', { isRead: false, readAgainAt: later }, [waiting], 200_000],
    ['in an hour at the latest', { isRead: true }, [delivery({ nextAttemptAt: at(NOW + 9e7) })], 3_600_000],
    [
      'not for reading while there is no room',
      { isRead: false },
      Array.from({ length: OPEN_MAX }, () => waiting),
      301_000,
    ],
  ])('is %s', (_, facts, open, inMs) => {
    expect(nextLookMs(facts, open, NOW) - NOW).toBe(inMs);
  });
});
