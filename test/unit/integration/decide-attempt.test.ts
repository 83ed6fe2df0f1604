import { describe, expect, it } from 'vitest';
import { decideAttempt, FAILING_MAX_MS } from '../../../domain/integration/decide-attempt.ts';
import type { Attempt, Delivery } from '../../../domain/integration/delivery.schema.ts';
import { overBecause } from '../../../domain/integration/write-delivery.ts';

const NOW = Date.parse('2026-11-24T10:00:00.000Z');
const at = (ms: number) => new Date(ms).toISOString();
const waiting: Delivery = {
  ...{ id: 'dlv_1', webhookId: 'whk_1', eventId: 'evt_1', eventType: 'crm.account.created', subject: 'acc_1' },
  ...{ body: '{}', state: 'pending', nextAttemptAt: at(NOW), queuedAt: at(NOW), made: 0, attempts: [] },
  ...{ correlationId: 'cor_1' },
};
const attempt = (outcome: Partial<Attempt>): Attempt => ({ at: at(NOW), durationMs: 12, ...outcome });
const decide = (before: Delivery, outcome: Partial<Attempt>, failingSince?: string, retryAfterMs?: number) =>
  decideAttempt(before, { attempt: attempt(outcome), retryAfterMs }, failingSince, { now: NOW, random: 0 });

describe('an attempt', () => {
  it.each([
    [{ status: 200 }, 'deliver'],
    [{ status: 204 }, 'deliver'],
    [{ status: 299 }, 'deliver'],
    [{ status: 199 }, 'retry'],
    [{ status: 301 }, 'retry'],
    [{ status: 304 }, 'retry'],
    [{ status: 308 }, 'retry'],
    [{ status: 400 }, 'retry'],
    [{ status: 404 }, 'retry'],
    [{ status: 429 }, 'retry'],
    [{ status: 500 }, 'retry'],
    [{ status: 503 }, 'retry'],
    [{ error: 'timeout' }, 'retry'],
    [{ error: 'tls' }, 'retry'],
    [{ error: 'private_address' }, 'retry'],
    [{ status: 410 }, 'cancel'],
  ] as const)('that ends in %j: %s', (outcome, verb) => {
    const decision = decide(waiting, outcome);
    expect(decision.verb).toBe(verb);
    expect(decision.changes.made).toBe(1);
    expect(decision.changes.attempts).toEqual([attempt(outcome)]);
    expect(decision.disable).toBe(verb === 'cancel' ? 'gone' : undefined);
  });
  it('is followed by one in 5 seconds, and by one when the receiver wants it', () => {
    expect(decide(waiting, { status: 500 }).changes.nextAttemptAt).toBe(at(NOW + 5_000));
    expect(decide(waiting, { status: 503 }, undefined, 600_000).changes.nextAttemptAt).toBe(at(NOW + 600_000));
  });
  it('that is the tenth and fails is the last; the record goes after 30 days', () => {
    const { verb, changes } = decide({ ...waiting, made: 9 }, { status: 500 });
    expect(verb).toBe('fail');
    expect(changes).toMatchObject({ state: 'failed', endedAt: at(NOW), ttl: NOW / 1000 + 30 * 86_400 });
    expect(changes.nextAttemptAt).toBeUndefined();
  });
  it('says when the endpoint begins to fail, and when it has stopped', () => {
    expect(decide(waiting, { status: 500 }).health).toBe('failing');
    expect(decide(waiting, { status: 500 }, at(NOW - 1)).health).toBeUndefined();
    expect(decide(waiting, { status: 200 }, at(NOW - 1)).health).toBe('working');
    expect(decide(waiting, { status: 200 }).health).toBeUndefined();
  });
  it('that fails disables an endpoint that has only failed for five days, and not a moment earlier', () => {
    expect(decide(waiting, { status: 500 }, at(NOW - FAILING_MAX_MS + 1)).disable).toBeUndefined();
    const { verb, disable, changes } = decide(waiting, { status: 500 }, at(NOW - FAILING_MAX_MS));
    expect([verb, disable, changes.state, changes.cancelReason]).toEqual([
      'cancel',
      'failing',
      'cancelled',
      'webhook_disabled',
    ]);
  });
  it('that succeeds after five days of failures saves it', () => {
    expect(decide(waiting, { status: 200 }, at(NOW - 2 * FAILING_MAX_MS)).disable).toBeUndefined();
  });
  it('is remembered with the nineteen before it', () => {
    const many = Array.from({ length: 20 }, (_, index) => attempt({ status: 500 + index }));
    const { attempts = [] } = decide({ ...waiting, attempts: many, made: 1 }, { status: 200 }).changes;
    expect(attempts.map(({ status }) => status)).toEqual([...many.slice(1).map(({ status }) => status), 200]);
  });
  it.each(['delivered', 'failed', 'cancelled'] as const)('is refused of a delivery that is %s', (state) => {
    expect(() => decide({ ...waiting, state }, { status: 200 })).toThrow(/Cannot deliver/);
  });
});

describe('a delivery that waits', () => {
  const enabled = { state: 'enabled', enabledAt: at(NOW) } as const;
  it.each([
    ['goes on while its endpoint is enabled', enabled, NOW, undefined],
    ['is over once it is disabled', { state: 'disabled' }, NOW, 'webhook_disabled'],
    ['stays over though it is enabled again', enabled, NOW - 1, 'webhook_disabled'],
    ['is over once it is deleted', { state: 'deleted', enabledAt: at(NOW) }, NOW, 'webhook_deleted'],
    ['is over where there is none', undefined, NOW, 'webhook_deleted'],
  ] as const)('%s', (_, endpoint, queuedMs, reason) => {
    expect(overBecause({ state: 'pending', queuedAt: at(queuedMs) }, endpoint)).toBe(reason);
  });
  it('and has ended is not over again', () => {
    expect(overBecause({ state: 'delivered', queuedAt: at(NOW) }, { state: 'disabled' })).toBeUndefined();
  });
});
