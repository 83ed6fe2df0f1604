/** `npm run catalog`: writes `domain/CATALOG.md`. */
import { writeFileSync } from 'node:fs';
import { modules } from '../../domain/modules.ts';
import { renderCatalog } from './render-catalog.ts';

writeFileSync('domain/CATALOG.md', renderCatalog(modules));
