import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type Mutant, mutate } from './mutant.ts';
import { renderOutcomes, withSection } from './render-outcomes.ts';
import { SUITES } from './suites.ts';

const LEAST: Readonly<Record<string, number>> = { faults: 40, isolation: 50 };

describe.each(SUITES)('the mutants of "$name"', ({ name, mutants }) => {
  it(`are at least ${LEAST[name]}, each with a name and a change of its own`, () => {
    expect(mutants.length).toBeGreaterThanOrEqual(LEAST[name] ?? Infinity);
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
    expect(new Set(mutants.map(({ file, find, replace }) => `${file} ${find} ${replace}`)).size).toBe(mutants.length);
  });
  it.each(mutants)('$id still fits the code, and what it makes can be read', (mutant) => {
    const changed = mutate(readFileSync(mutant.file, 'utf8'), mutant);
    expect(changed).not.toBe(readFileSync(mutant.file, 'utf8'));
    expect(() => stripTypeScriptTypes(changed)).not.toThrow();
  });
});

describe('a mutant', () => {
  const mutant: Mutant = { id: 'x', file: 'a.ts', find: 'one', replace: 'two', breaks: 'It.' };
  it.each([
    ['one', 'two'],
    ['and one more', 'and two more'],
  ])('changes %j into %j', (text, changed) => {
    expect(mutate(text, mutant)).toBe(changed);
  });
  it.each(['none', 'one and one'])('does not apply to %j, and says so', (text) => {
    expect(() => mutate(text.replace('none', ''), mutant)).toThrow('not once');
  });
});

describe('the report', () => {
  const mutant: Mutant = { id: 'x', file: 'a.ts', find: 'one', replace: 'two', breaks: 'It | breaks.' };
  const suite = { name: 'faults', mutants: [mutant], commands: [], caughtAtLeast: 1 };
  it('names the survivors', () => {
    const text = renderOutcomes(suite, [{ mutant, caughtBy: undefined, reason: '', seconds: 1 }]);
    expect(text).toContain('0 of 1 caught');
    expect(text).toContain('| `x` | `a.ts` | It \\| breaks. | **survived** |');
  });
  it('replaces what stands between the markers, and nothing else', () => {
    const page = 'a\n<!-- mutants: faults -->\nold\n<!-- end of mutants -->\nb\n';
    expect(withSection(page, 'faults', 'new')).toBe(
      'a\n<!-- mutants: faults -->\n\nnew\n\n<!-- end of mutants -->\nb\n',
    );
    expect(() => withSection(page, 'isolation', 'new')).toThrow('no place');
  });
});
