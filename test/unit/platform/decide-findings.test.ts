import { describe, expect, it } from 'vitest';
import type { OpenFinding } from '../../../domain/platform/books/books.schema.ts';
import { decideFindings, type Looked, OPEN_MAX } from '../../../domain/platform/books/decide-findings.ts';
import { type Finding, findingOf, MOVING } from '../../../shared/books.ts';

const NINE = '2026-03-02T09:00:00.000Z';
const event = (id: string) => ({ id, type: 'a.b.changed', time: NINE, subject: 's', correlationId: 'loop' });
const at = (minutes: number) => new Date(Date.parse(NINE) + minutes * 60_000).toISOString();
const look = (holds: Looked['holds'], finding: Finding, eventId?: string): Looked => ({
  ...{ check: 'a.holds', subject: 's', holds, finding },
  event: eventId === undefined ? undefined : event(eventId),
});
/** What is open after looks at these minutes. */
const after = (...looks: readonly [minutes: number, look: Looked][]): OpenFinding[] =>
  looks.reduce<OpenFinding[]>((open, [minutes, one]) => decideFindings(open, [one], at(minutes)), []);

const wrong = (message: string) => findingOf([message]);
const right = findingOf([]);

describe('a finding', () => {
  it.each([
    ['that can never be is a fault at once', after([0, look('always', wrong('x'), 'evt_1')]), true],
    ['that need only hold at rest is a suspicion first', after([0, look('at_rest', wrong('x'), 'evt_1')]), false],
    [
      'that stays the same for 44 minutes is a suspicion still',
      after([0, look('at_rest', wrong('x'))], [44, look('at_rest', wrong('x'))]),
      false,
    ],
    [
      'that stays the same for 45 minutes is a fault',
      after([0, look('at_rest', wrong('x'))], [45, look('at_rest', wrong('x'))]),
      true,
    ],
    [
      'whose figures change is at work, and its time begins anew',
      after([0, look('at_rest', wrong('x'))], [40, look('at_rest', wrong('y'))], [80, look('at_rest', wrong('y'))]),
      false,
    ],
    [
      'that is a fault stays one when its figures change',
      after([0, look('always', wrong('x'))], [5, look('at_rest', wrong('y'))]),
      true,
    ],
    [
      'that cannot be told for a while keeps its time',
      after([0, look('at_rest', wrong('x'))], [30, look('at_rest', MOVING)], [60, look('at_rest', wrong('x'))]),
      true,
    ],
  ])('%s', (_, open, fault) => {
    expect(open).toHaveLength(1);
    expect(open[0]?.fault).toBe(fault);
  });

  it('is gone when it holds, also a fault', () => {
    expect(after([0, look('always', wrong('x'))], [5, look('always', right)])).toEqual([]);
  });

  it('names the event that was last before it was found, not those that came while it stood', () => {
    const [found] = after([0, look('always', wrong('x'), 'evt_1')], [5, look('always', wrong('x'), 'evt_2')]);
    expect(found?.event?.id).toBe('evt_1');
    const [changed] = after([0, look('always', wrong('x'), 'evt_1')], [5, look('always', wrong('y'), 'evt_2')]);
    expect(changed?.event?.id).toBe('evt_2');
  });

  it('that cannot be told is kept and never a fault', () => {
    expect(after([0, look('at_rest', MOVING)], [500, look('at_rest', MOVING)])).toMatchObject([
      { fault: false, since: at(0) },
    ]);
  });

  it('is one of a bounded number; faults are kept before suspicions', () => {
    const many = Array.from({ length: OPEN_MAX + 10 }, (_, index): Looked => {
      const fault = index > OPEN_MAX;
      return { ...look(fault ? 'always' : 'at_rest', wrong('x')), subject: `s${index}` };
    });
    const open = decideFindings([], many, at(0));
    expect(open).toHaveLength(OPEN_MAX);
    expect(open.filter(({ fault }) => fault)).toHaveLength(9);
  });
});
