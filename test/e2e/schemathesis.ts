/**
 * `npm run schemathesis`: a second opinion on the API's description. Starts the product on a free port with a company
 * that has one of everything, and lets Schemathesis (Python) call every operation of `/v1/openapi.json` with what the
 * description allows and with what it forbids.
 *
 * `-- --examples 10` cases an operation and phase, `--seed 1`, `--program <path>` where it is not on the path. Where it
 * is not installed, this says so and is no failure.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { furnish } from './furnish.ts';
import { openProduct } from './local-product.ts';

/**
 * Where our refusals are finer than Schemathesis expects (412 for an `If-Match` that is none, 413 and 431 for what is
 * over-long, 428 for a missing `If-Match`), and what no description can say: whether the records that a valid body names
 * are there, in a state that allows it.
 */
const SETTINGS = `
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429, 431]
[checks.missing_required_header]
expected-statuses = [400, 401, 403, 406, 415, 422, 428]
[checks.positive_data_acceptance]
enabled = false
`;

const { values } = parseArgs({
  options: {
    program: { type: 'string', default: 'schemathesis' },
    examples: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
});
const { status, stdout } = spawnSync(values.program, ['--version'], { encoding: 'utf8' });
if (status === 0) process.exitCode = await holdAgainstDescription(stdout.trim());
else console.log('Schemathesis is not installed here (pip install schemathesis); nothing was checked.');

/** The exit code of the run: not 0 where an answer broke the description. */
async function holdAgainstDescription(version: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-schemathesis-'));
  writeFileSync(join(folder, 'schemathesis.toml'), SETTINGS);
  const product = await openProduct();
  try {
    const company = await product.company('Schema');
    await furnish(product, company, 'Schema');
    console.log(`${version}, ${values.examples} cases an operation and phase, seed ${values.seed}`);
    const url = `${product.cloud.url}/v1/openapi.json`;
    const options = [
      ...['--header', `Authorization: Bearer ${company.token}`],
      ...['--max-examples', values.examples, '--seed', values.seed, '--generation-database', 'none'],
      ...['--continue-on-failure', '--no-color', '--warnings', 'off'],
    ];
    const running = spawn(values.program, ['run', url, ...options], { cwd: folder, stdio: 'inherit' });
    return await new Promise((resolve, reject) => {
      running.on('error', reject);
      running.on('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    await product.stop();
    rmSync(folder, { recursive: true });
  }
}
