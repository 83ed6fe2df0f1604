/** `docs/api.md` is true: every request in it is sent, in its order, and every answer shown is what comes back. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProduct, type Product } from '../e2e/local-product.ts';
import { type Follow, followTutorial } from './follow-tutorial.ts';
import { type Programs, startPrograms } from './programs.ts';
import { readTutorial } from './tutorial-page.ts';

const PAGE = 'docs/api.md';
const sections = readTutorial(readFileSync(PAGE, 'utf8'));
/** The pages for integrators, which lead to each other. */
const PAGES = [
  ...['api', 'api-conventions', 'api-versions', 'bulk', 'custom-fields', 'inbound', 'webhooks'].map(
    (name) => `docs/${name}.md`,
  ),
  'README.md',
];

let product: Product;
let programs: Programs;
let follow: Follow;
let here: (shell: string) => string;

beforeAll(async () => {
  product = await openProduct();
  programs = startPrograms();
  follow = followTutorial(programs);
  const receiver = String(await freePort());
  here = (shell) =>
    shell
      .replaceAll('http://127.0.0.1:4000', product.cloud.url)
      .replaceAll(/(?<=127\.0\.0\.1:|PORT=)4100\b/g, receiver);
});
afterAll(async () => {
  // Before the receiver ends: what it did not get would be tried again.
  await product.settled();
  await programs.stop();
  const dead = product.cloud.deadLetters.list();
  await product.stop();
  expect(dead).toEqual([]);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

describe('docs/api.md', () => {
  it.each(sections)('$title', async ({ steps }) => {
    for (const { line, shell, shows } of steps) {
      const shown = shows.console === undefined ? shows : { ...shows, console: here(shows.console) };
      await follow({ line, shell: here(shell), shows: shown }).catch((error: Error) => {
        throw new Error(`${PAGE}:${line}: ${error.message}`);
      });
    }
  });
});

/** As the places where Markdown is shown make them from headings. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

describe('a link', () => {
  it.each(PAGES)('in %s leads to a file that is there, and to a heading in it', (page) => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = links.filter((target) => {
      if (/^https?:/.test(target)) return false;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(page, '..', path);
      if (!existsSync(file)) return true;
      if (anchor === undefined) return false;
      const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
      return !headings.some((heading) => anchorOf(heading) === anchor);
    });
    expect(broken).toEqual([]);
  });
});
