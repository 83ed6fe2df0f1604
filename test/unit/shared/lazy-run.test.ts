import { describe, expect, it } from 'vitest';
import { lazyRuns } from '../../../shared/lazy-run.ts';
import { randomSource } from '../../../shared/runtime/random-bytes.ts';

describe('what a manifest names by a lazy import', () => {
  it('is loaded once, also by two that ask at once', async () => {
    const loaded = lazyRuns();
    let imports = 0;
    const run = async () => {
      imports += 1;
      return 'handler';
    };
    expect(await Promise.all([loaded(run), loaded(run)])).toEqual(['handler', 'handler']);
    expect(await loaded(run)).toBe('handler');
    expect(imports).toBe(1);
  });

  it('is tried again where it could not be loaded', async () => {
    const loaded = lazyRuns();
    let isBroken = true;
    const run = async () => {
      if (isBroken) throw new Error('half written');
      return 'handler';
    };
    await expect(loaded(run)).rejects.toThrow('half written');
    isBroken = false;
    expect(await loaded(run)).toBe('handler');
  });
});

describe('random bytes by the page', () => {
  it('are as many as asked for, over the end of a page and beyond its size', () => {
    const bytes = randomSource();
    for (const count of [1, 16, 4_000, 100, 5_000, 0, 24]) expect(bytes(count)).toHaveLength(count);
  });

  it('are given once', () => {
    const bytes = randomSource();
    const given = Array.from({ length: 2_000 }, () => Buffer.from(bytes(16)).toString('hex'));
    expect(new Set(given).size).toBe(2_000);
  });
});
