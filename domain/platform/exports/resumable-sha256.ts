/**
 * SHA-256 (FIPS 180-4) whose state can be put down and taken up again: a file that is written over many steps gets the
 * digest that its reader computes over the whole, which Node's own hash, a handle of the process, cannot give.
 */
const BLOCK_BYTES = 64;
const WORDS_BITS = 0x1_0000_0000;

/** Fractional parts of a prime's root: how the standard makes its constants. */
const primes = (count: number): number[] => {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
};
const fraction = (value: number): number => Math.floor((value - Math.floor(value)) * WORDS_BITS) | 0;
const ROUND = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
const INITIAL = primes(8).map((prime) => fraction(Math.sqrt(prime)));

/** JSON: the eight words, the bytes hashed so far, and those (base64) that are not a whole block yet. */
export type Sha256State = { readonly words: readonly number[]; readonly bytes: number; readonly rest: string };
export const SHA256_START: Sha256State = { words: INITIAL, bytes: 0, rest: '' };

/** The state after more bytes. */
export function sha256More(state: Sha256State, more: Uint8Array): Sha256State {
  const words = Int32Array.from(state.words);
  const schedule = new Int32Array(64);
  const rest = Buffer.from(state.rest, 'base64');
  let at = 0;
  if (rest.length > 0) {
    at = Math.min(BLOCK_BYTES - rest.length, more.length);
    const first = Buffer.concat([rest, more.subarray(0, at)]);
    if (first.length < BLOCK_BYTES) return next(words, state.bytes + more.length, first);
    mix(words, schedule, first, 0);
  }
  for (; at + BLOCK_BYTES <= more.length; at += BLOCK_BYTES) mix(words, schedule, more, at);
  return next(words, state.bytes + more.length, more.subarray(at));
}

const next = (words: Int32Array, bytes: number, rest: Uint8Array): Sha256State => ({
  words: [...words],
  bytes,
  rest: Buffer.from(rest).toString('base64'),
});

/** The digest in hex, as `sha256sum` writes it. */
export function sha256Hex(state: Sha256State): string {
  const restLength = state.bytes % BLOCK_BYTES;
  const padding = Buffer.alloc((restLength < 56 ? 56 : 120) - restLength + 8);
  padding[0] = 0x80;
  padding.writeBigUInt64BE(BigInt(state.bytes) * 8n, padding.length - 8);
  const { words } = sha256More(state, padding);
  return words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function mix(words: Int32Array, schedule: Int32Array, bytes: Uint8Array, at: number): void {
  expand(schedule, new DataView(bytes.buffer, bytes.byteOffset + at, BLOCK_BYTES));
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = words;
  for (let index = 0; index < 64; index += 1) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const high = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + (ROUND[index] ?? 0) + (schedule[index] ?? 0);
    const low = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority;
    h = g;
    g = f;
    f = e;
    e = (d + high) | 0;
    d = c;
    c = b;
    b = a;
    a = (high + low) | 0;
  }
  const mixed = [a, b, c, d, e, f, g, h];
  for (const [index, value] of mixed.entries()) words[index] = ((words[index] ?? 0) + value) | 0;
}

/** The block's sixteen words, and the forty-eight that follow from them. */
function expand(schedule: Int32Array, block: DataView): void {
  for (let index = 0; index < 16; index += 1) schedule[index] = block.getInt32(index * 4);
  for (let index = 16; index < 64; index += 1) {
    const early = schedule[index - 15] ?? 0;
    const late = schedule[index - 2] ?? 0;
    const low = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const high = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    schedule[index] = ((schedule[index - 16] ?? 0) + low + (schedule[index - 7] ?? 0) + high) | 0;
  }
}
