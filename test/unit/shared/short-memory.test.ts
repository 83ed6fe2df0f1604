import { describe, expect, it } from 'vitest';
import { shortMemory } from '../../../shared/short-memory.ts';

describe('a short memory', () => {
  it.each([
    [0, 'value'],
    [9, 'value'],
    [10, undefined],
    [-1, undefined],
  ])('%d ms after a value was kept for 10 knows %s', (laterMs, known) => {
    const memory = shortMemory<string>({ keptMs: 10, max: 2 });
    memory.keep('key', 'value', 1_000);
    expect(memory.get('key', 1_000 + laterMs)).toBe(known);
    expect(memory.get('other', 1_000)).toBeUndefined();
  });

  it('drops what was kept longest ago, and what it is told to forget', () => {
    const memory = shortMemory<number>({ keptMs: 10, max: 2 });
    for (const [index, key] of ['a', 'b', 'a', 'c'].entries()) memory.keep(key, index, 0);
    expect(['a', 'b', 'c'].map((key) => memory.get(key, 0))).toEqual([2, undefined, 3]);
    memory.forget('c');
    expect(memory.get('c', 0)).toBeUndefined();
  });
});
