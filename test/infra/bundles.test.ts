/** The bundles that are deployed: each function has one that loads, and all is the same when made again. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { modules } from '../../domain/modules.ts';
import { buildFunctions, functionEntries } from '../../infra/build.ts';
import { fingerprint } from '../../infra/fingerprint.ts';
import { declareTandem, tandemApp } from '../../infra/tandem.ts';
import { property, synthesise } from './synthesised.ts';

const folder = mkdtempSync(join(tmpdir(), 'tandem-bundles-'));
// Both at once, so that a source which is saved between them does not look like a difference.
const [report, again] = await Promise.all(['first', 'second'].map((name) => buildFunctions(join(folder, name))));
if (report === undefined || again === undefined) throw new Error('Two builds were asked for');
const handlers = synthesise()
  .assembly.ofType('AWS::Lambda::Function')
  .map((lambda) => String(property(lambda, 'Handler')))
  .filter((handler) => !/^(probe|receiver|listener|waiter)\//.test(handler));

/** What a person waits for at a cold start; DESIGN 13. */
const COLD_START_BYTES = 1024 * 1024;

/** Names and digests of the files under a folder that end so. */
function digestsOf(root: string, ending: string): string[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending));
  const digest = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(root, name)))
      .digest('hex');
  return names.sort().map((name) => `${name} ${digest(name)}`);
}

test.each(handlers)('%s is in the bundles, and loads without an environment', async (handler) => {
  const file = join(report.outdir, handler.replace(/\.handler$/, '.mjs'));
  expect(existsSync(file)).toBe(true);
  const loaded: unknown = await import(/* @vite-ignore */ file);
  expect(loaded).toMatchObject({ create: expect.any(Function), handler: expect.any(Function) });
});

test('the script of the reference page is in the asset, where its function finds it', async () => {
  const docs = (await import(/* @vite-ignore */ join(report.outdir, 'platform/docs.mjs'))) as {
    create: () => (event: object) => Promise<{ statusCode: number; body: string }>;
  };
  const { statusCode, body } = await docs.create()({ rawPath: '/docs/scalar.js' });
  expect(statusCode).toBe(200);
  expect(gunzipSync(Buffer.from(body, 'base64')).toString()).toContain('createApiReference');
});

test('each module has its two entry points, also where it has no reactions yet', () => {
  const expected = modules.flatMap(({ name }) => [`functions/${name}/api.ts`, `functions/${name}/events.ts`]);
  expect(functionEntries()).toEqual(expect.arrayContaining(expected));
});

test('no function loads more than a megabyte to start', () => {
  expect(report.entries.filter(({ bytes }) => bytes > COLD_START_BYTES)).toEqual([]);
});

test('nothing sends through ElectroDB’s own client, which the bundles leave out', () => {
  const sources = ['domain', 'shared'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );
  expect(sources.filter((path) => /\.go\(/.test(readFileSync(path, 'utf8')))).toEqual([]);
});

test('building and synthesising again gives the same bytes', () => {
  expect(digestsOf(again.outdir, '.mjs')).toEqual(digestsOf(report.outdir, '.mjs'));
  const templates = [report.outdir, again.outdir].map((bundles, index) => {
    const outdir = join(folder, `assembly-${index}`);
    const app = tandemApp({ outdir, validate: false });
    declareTandem(app, modules, bundles);
    app.synth();
    return digestsOf(outdir, '.template.json');
  });
  expect(templates[0]).toHaveLength(4);
  expect(templates[0]).toEqual(templates[1]);
});

test('the fingerprint of the sources stands still while they do', () => {
  expect(fingerprint()).toBe(fingerprint());
});
