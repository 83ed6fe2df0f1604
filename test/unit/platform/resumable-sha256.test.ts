import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHA256_START, sha256Hex, sha256More } from '../../../domain/platform/exports/resumable-sha256.ts';

const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a digest that is put down and taken up', () => {
  it('is that of Node’s own hash, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (pieces) => {
        let state = SHA256_START;
        for (const piece of pieces) state = JSON.parse(JSON.stringify(sha256More(state, piece)));
        expect(sha256Hex(state)).toBe(expected(Buffer.concat(pieces)));
      }),
      { numRuns: 200 },
    );
  });

  it.each([0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 100_000])('of %i bytes is right', (length) => {
    const bytes = Buffer.alloc(length, 'xyz');
    expect(sha256Hex(sha256More(SHA256_START, bytes))).toBe(expected(bytes));
  });
});
