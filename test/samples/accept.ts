/**
 * `npm run samples`: takes what the API has gained into the stored samples. What breaks an integrator is refused, and
 * taken only with `-- --breaking`, which wants a new version of the API or of the event beside it.
 */
import { parseArgs } from 'node:util';
import { findBreaks } from './find-breaks.ts';
import { acceptApi, acceptedApi, presentApi } from './stored-samples.ts';

const { values } = parseArgs({ options: { breaking: { type: 'boolean', default: false } } });
const breaks = values.breaking ? [] : findBreaks(acceptedApi(), presentApi());
if (breaks.length === 0) acceptApi(presentApi());
else {
  console.error(`${breaks.join('\n')}\n\nThis breaks whoever has built on it.`);
  process.exitCode = 1;
}
