import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { modules } from '../../domain/modules.ts';
import { renderClient } from '../../infra/tools/render-client.ts';

it('client/api.generated.ts is what the description says (else run: npm run client)', async () => {
  expect(readFileSync('client/api.generated.ts', 'utf8') === (await renderClient(modules))).toBe(true);
});
