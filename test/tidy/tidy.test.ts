/** Style is a test (STYLE 1.12): limits, banned calls with their replacement, boundaries, names that must agree. */
import { readdirSync, readFileSync } from 'node:fs';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';
import cruiserRules from '../../.dependency-cruiser.json' with { type: 'json' };
import { modules } from '../../domain/modules.ts';
import { PERMISSION_PATTERN } from '../../shared/authz/roles.ts';
import { everyEvent } from '../../shared/events/event.ts';
import { keyPrefix } from '../../shared/table/entity.ts';
import { KERNEL_ENTITIES } from '../../shared/table/kernel-entities.ts';
import { tenantProfile } from '../../shared/tenancy.ts';

const FOLDERS = ['client', 'shared', 'domain', 'functions', 'infra', 'test'];
const FILE_LINES_MAX = 500;
const LINE_LENGTH_MAX = 150;

type Source = { readonly path: string; readonly text: string; readonly lines: readonly string[] };
const sources: Source[] = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.generated.ts'))
    .map((name) => {
      const path = `${folder}/${name}`;
      const text = readFileSync(path, 'utf8');
      return { path, text, lines: text.split('\n') };
    }),
);
const product = sources.filter(({ path }) => /^(shared|domain|functions)\//.test(path));
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');

/** A call that is banned in the product, what to use instead, and the files whose job it is. */
const BANNED: readonly [pattern: RegExp, instead: string, allowed: RegExp][] = [
  [/process\.env/, 'shared/runtime/environment.ts', /^shared\/runtime\/environment\.ts$/],
  [/Date\.now\(|new Date\(\)/, 'deps.clock', /^shared\/runtime\//],
  [/Math\.random/, 'deps.random', /^shared\/runtime\//],
  [/randomUUID|randomBytes/, 'deps.ids', /^shared\/runtime\//],
  [/\bconsole\./, 'deps.logger', /^$/],
  [/\bsetTimeout\(/, 'deps.sleep', /^shared\/runtime\//],
  [/parseFloat\(/, 'shared/values', /^$/],
  [/ScanCommand|\.scan\b/, 'a list or a partition', /^$/],
  [/export default/, 'a named export', /^$/],
];

describe('every source file', () => {
  it('is there to be looked at', () => {
    expect(product.length).toBeGreaterThan(100);
  });
  it.each(BANNED)('does not use %s: use %s', (pattern, _instead, allowed) => {
    const found = product.filter(({ path, text }) => !allowed.test(path) && pattern.test(withoutComments(text)));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
  it('has no `any`, no double cast, no note to self', () => {
    const pattern = /:\s*any\b|<any>|\bas any\b|as unknown as|TODO|FIXME/;
    const found = sources.filter(({ path, text }) => path !== 'test/tidy/tidy.test.ts' && pattern.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
  it(`has at most ${FILE_LINES_MAX} lines of at most ${LINE_LENGTH_MAX} characters`, () => {
    const long = sources.flatMap(({ path, lines }) => [
      ...(lines.length > FILE_LINES_MAX ? [`${path}: ${lines.length} lines`] : []),
      // Mutants quote lines as they stand.
      ...(path.endsWith('-mutants.ts') ? [] : lines).flatMap((line, index) =>
        line.length > LINE_LENGTH_MAX && !/https?:|it\.each|^\s*\[/.test(line) ? [`${path}:${index + 1}`] : [],
      ),
    ]);
    expect(long).toEqual([]);
  });
  it('is named in kebab case with its part, and never `utils`, `helpers`, `common`, `manager`, `service`', () => {
    const names = sources.map(({ path }) => path.split('/').at(-1) ?? '');
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.ts$/.test(name))).toEqual([]);
    expect(names.filter((name) => /^(utils?|helpers?|common|manager|service)\./.test(name))).toEqual([]);
  });
});

describe('imports', () => {
  it('point one way: functions → domain → shared, and modules meet at events.ts and index.ts', async () => {
    const { output } = await cruise(['shared', 'domain', 'functions', 'infra/app.ts'], {
      ruleSet: cruiserRules as never,
      validate: true,
      ...cruiserRules.options,
    } as never);
    const { summary, modules: seen } = output as ICruiseResult;
    // A cruiser that could read nothing would report no violation: it must have seen every file, and a planted one.
    expect(seen.filter(({ source }) => source.startsWith('domain/')).length).toBeGreaterThan(60);
    expect(summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });
  it('the boundary check catches a planted violation', async () => {
    const rules = {
      forbidden: [{ name: 'planted', severity: 'error', from: { path: '^functions/' }, to: { path: '^domain/' } }],
    };
    const { output } = await cruise(['functions'], {
      ruleSet: rules as never,
      validate: true,
      ...cruiserRules.options,
    } as never);
    expect((output as ICruiseResult).summary.violations.length).toBeGreaterThan(0);
  });
});

describe('the registry', () => {
  it('has every folder of domain/, each with its two entry points', () => {
    const folders = readdirSync('domain', { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect([...folders].sort()).toEqual(modules.map(({ name }) => name).sort());
    const entries = new Set(sources.map(({ path }) => path));
    for (const name of folders)
      expect([entries.has(`functions/${name}/api.ts`), entries.has(`functions/${name}/events.ts`)]).toEqual([
        true,
        true,
      ]);
  });
  it('has key prefixes that cannot be mistaken for one another', () => {
    const prefixes = [...KERNEL_ENTITIES, tenantProfile, ...modules.flatMap(({ entities }) => entities)].map(
      (entity) => `${keyPrefix(entity)}#`,
    );
    expect(new Set(prefixes).size).toBe(prefixes.length);
    for (const a of prefixes) for (const b of prefixes) if (a !== b) expect(a.startsWith(b)).toBe(false);
  });
  it('declares every event once, and each is consumed or marked terminal', () => {
    const emitted = modules.flatMap(({ emits }) => emits);
    expect(new Set(emitted.map(({ type }) => type)).size).toBe(emitted.length);
    const consumed = new Set(modules.flatMap(({ consumes }) => consumes.map(({ on }) => on.type)));
    consumed.delete(everyEvent.type);
    expect([...consumed].filter((type) => !emitted.some((event) => event.type === type))).toEqual([]);
    expect(emitted.filter(({ type, terminal }) => terminal === consumed.has(type)).map(({ type }) => type)).toEqual([]);
  });
  it('names each reaction once a module, and each permission in the pattern that roles understand', () => {
    for (const { name, consumes, permissions } of modules) {
      expect(new Set(consumes.map((reaction) => reaction.name)).size, name).toBe(consumes.length);
      for (const permission of permissions) expect(permission.name).toMatch(PERMISSION_PATTERN);
    }
  });
  it('one verb, five places: the path’s verb is the permission’s, a command’s file and a transition where there is one', () => {
    const wrong = modules.flatMap(({ name, routes, states }) =>
      routes.flatMap((route) => {
        const verb = /\{[^}]+\}\/([a-z-]+)$/.exec(route.path)?.[1];
        if (verb === undefined || route.method !== 'POST' || route.access !== 'tenant') return [];
        const [thing = '', permitted = ''] = route.permission.split(/[.:]/).slice(1);
        const machine = states.find(({ aggregate }) => aggregate === `${name}.${thing}`);
        const verbs = machine === undefined ? [] : Object.keys(machine.transitions);
        const isTransition = verbs.includes(verb.replaceAll('-', '_'));
        const file = `domain/${name}/commands/${verb}-${thing.replaceAll('_', '-')}.ts`;
        const problems = [
          permitted === verb.replaceAll('-', '_') ? '' : `permission ${route.permission}`,
          !isTransition || sources.some(({ path }) => path === file) ? '' : `file ${file}`,
        ].filter((problem) => problem !== '');
        return problems.length === 0 ? [] : [`${route.path}: ${problems.join(', ')}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
  it('every manifest loads no handler and no AWS client', () => {
    const eager = sources.filter(
      ({ path, text }) =>
        /^domain\/[^/]+\/(module|routes|permissions)\.ts$/.test(path) &&
        /^import (?!type).*(commands|queries|reactions)\//m.test(text),
    );
    expect(eager.map(({ path }) => path)).toEqual([]);
  });
});
