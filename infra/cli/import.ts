/**
 * `npm run import -- <folder> [--mapping adventureworks] [--url …] [--email … --password …] [--dry-run]`
 *
 * Imports a folder of CSV files through the public API. Without a login it signs a new company up and says how to get
 * in. A second run makes no doubles: rows are upserts.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'csv-stringify/sync';
import { signInWith, tandemClient } from '../../client/client.ts';
import { type ApiClient, apiClient } from './api-client.ts';
import { type MappingStep, mappedRows, readMapping } from './map-rows.ts';
import { type ImportReport, runImport } from './run-import.ts';
import { findServer } from './server.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mapping: { type: 'string', default: 'adventureworks' },
    url: { type: 'string' },
    email: { type: 'string' },
    password: { type: 'string' },
    company: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
  },
});

await main();

async function main(): Promise<void> {
  const [folder] = positionals;
  if (folder === undefined || !existsSync(folder)) {
    console.error(
      'Usage: npm run import -- <folder> [--mapping adventureworks] [--url …] [--email … --password …] [--dry-run]',
    );
    process.exitCode = 2;
    return;
  }
  const mapping = readMapping(values.mapping);
  const server = await findServer(values.url);
  try {
    const api = apiClient(server.url, await signIn(server.url, folder));
    const startedAt = performance.now();
    let rows = 0;
    for (const step of mapping.steps) rows += await importStep(api, folder, step);
    const seconds = (performance.now() - startedAt) / 1_000;
    console.log(`${rows} rows in ${seconds.toFixed(1)} s (${Math.round(rows / seconds)} rows a second)`);
  } finally {
    await server.stop();
  }
}

async function importStep(api: ApiClient, folder: string, step: MappingStep): Promise<number> {
  if (!existsSync(join(folder, step.file))) {
    console.log(`${step.kind.padEnd(14)} ${step.file} is not there: left out`);
    return 0;
  }
  const rows: Record<string, string>[] = [];
  for await (const row of mappedRows(folder, step)) rows.push(row);
  const progress = (done: number) => showProgress(step.kind, done, rows.length);
  const report = await runImport(api, step.kind, stringify(rows, { header: true, columns: Object.keys(step.fields) }), {
    dryRun: values['dry-run'],
    onProgress: progress,
  });
  endProgress(report, step.kind);
  return report.rows;
}

function showProgress(kind: string, done: number, of: number): void {
  if (!process.stdout.isTTY) return;
  const filled = of === 0 ? 30 : Math.round((done / of) * 30);
  process.stdout.write(`\r${kind.padEnd(14)} [${'█'.repeat(filled)}${'·'.repeat(30 - filled)}] ${done} of ${of}`);
}

function endProgress(report: ImportReport, kind: string): void {
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[2K');
  const { rows, created, updated, unchanged, refused } = report;
  console.log(
    `${kind.padEnd(14)} ${rows} rows: ${created} created, ${updated} updated, ${unchanged} unchanged, ${refused} refused`,
  );
  for (const { line, errors } of report.refusals.slice(0, 20)) {
    for (const { field, message } of errors) console.log(`  line ${line}: ${field} ${message}`);
  }
}

/** @returns an access token */
async function signIn(url: string, folder: string): Promise<string> {
  const tandem = tandemClient(url);
  const login = {
    email: values.email ?? `import-${randomBytes(4).toString('hex')}@example.com`,
    password: values.password ?? `${randomBytes(12).toString('base64url')}aA1!`,
  };
  if (values.email === undefined) {
    const company = values.company ?? basename(folder);
    await tandem.POST('/signup', { body: { company, country: 'US', currency: 'USD', ...login } });
    console.log(`Signed up a new company. Sign in with ${login.email} and ${login.password}`);
  }
  return signInWith(tandem, login);
}
