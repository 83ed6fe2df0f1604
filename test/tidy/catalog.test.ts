import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { modules } from '../../domain/modules.ts';
import { renderCatalog } from '../../infra/tools/render-catalog.ts';

it('domain/CATALOG.md is what the manifests say (else run: npm run catalog)', () => {
  expect(readFileSync('domain/CATALOG.md', 'utf8')).toBe(renderCatalog(modules));
});
