/** `npm run client`: writes `client/api.generated.ts`. */
import { writeFileSync } from 'node:fs';
import { modules } from '../../domain/modules.ts';
import { renderClient } from './render-client.ts';

writeFileSync('client/api.generated.ts', await renderClient(modules));
