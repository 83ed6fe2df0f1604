import { describe, expect, it } from 'vitest';
import { isSecret, makeSecret, readSecret } from '../../../domain/platform/secret-text.ts';
import { idSource, type TenantId } from '../../../shared/values/ids.ts';

const ids = idSource(
  () => 1_000,
  (count) => Uint8Array.from({ length: count }, (_, index) => (index * 37 + count) % 256),
);
const tenantId = ids.next('ten') as TenantId;
const recordId = ids.next('key');
const made = makeSecret(ids, { kind: 'tk', stage: 'dev-bob', tenantId, recordId });

describe('an API key', () => {
  it('carries stage, tenant and record, and no more of the secret than its hash is kept', () => {
    expect(made.text).toMatch(/^tk_dev-bob_[0-9a-z]{52}_[A-Za-z0-9_-]{43}$/);
    const read = readSecret(made.text);
    expect(read).toMatchObject({ kind: 'tk', stage: 'dev-bob', tenantId, recordId });
    expect(made.hash).not.toContain(read?.secret ?? '');
    expect(isSecret(read?.secret ?? '', made.hash)).toBe(true);
  });
  it.each([
    ['nothing', ''],
    ['a token', 'eyJhbGciOiJSUzI1NiJ9.e30.x'],
    ['another kind of secret', made.text.replace('tk_', 'sk_')],
    ['a shorter secret', made.text.slice(0, -1)],
    ['a longer secret', `${made.text}a`],
    ['no tenant', `tk_local_${'0'.repeat(26)}_${'a'.repeat(43)}`],
    ['a letter that ids do not have', made.text.replace('dev-bob_0', 'dev-bob_u')],
    ['a line break behind it', `${made.text}\n`],
  ])('is not read from %s', (_case, text) => {
    expect(readSecret(text)).toBeUndefined();
  });
  it.each([
    ['another secret', 'x'.repeat(43), made.hash],
    ['no record', 'x'.repeat(43), undefined],
    ['a hash of nothing', '', ''],
    ['the hash itself', made.hash, made.hash],
  ])('is refused for %s', (_case, secret, hash) => {
    expect(isSecret(secret, hash)).toBe(false);
  });
});
