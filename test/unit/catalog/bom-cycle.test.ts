import { describe, expect, it } from 'vitest';
import { findCycle, LEVELS_MAX } from '../../../domain/catalog/bom-cycle.ts';

/** Edges as text: `A>B,C` says that A is made of B and C. */
const graph = (...edges: string[]) => {
  const components = new Map(
    edges.map((edge): [string, string[]] => {
      const [parent = '', below = ''] = edge.split('>');
      return [parent, below.split(',')];
    }),
  );
  let reads = 0;
  const componentsOf = async (ids: readonly string[]) => {
    reads += 1;
    return new Map(ids.map((id) => [id, components.get(id) ?? []]));
  };
  return { componentsOf, reads: () => reads };
};

describe('P2: a bill of material that contains itself is refused at any depth', () => {
  it.each([
    ['depth 1: itself', [], 'A', 'A>A'],
    ['depth 2', ['B>A'], 'B', 'A>B>A'],
    ['depth 3', ['B>C', 'C>A'], 'B', 'A>B>C>A'],
    ['depth 4', ['B>C', 'C>D', 'D>A'], 'B', 'A>B>C>D>A'],
    ['depth 5', ['B>C', 'C>D', 'D>E', 'E>A'], 'B', 'A>B>C>D>E>A'],
    ['through the second of two components', ['C>D', 'D>A'], 'B,C', 'A>C>D>A'],
    ['none: a tree', ['B>C,D', 'C>E'], 'B', 'none'],
    ['none: one part in two assemblies (G6)', ['B>D', 'C>D'], 'B,C', 'none'],
    ['none: a circle elsewhere that A does not belong to', ['B>C', 'C>B'], 'B', 'none'],
  ])('%s', async (_, edges, added, expected) => {
    const { componentsOf } = graph(...edges);
    const search = await findCycle('A', added.split(','), componentsOf);
    expect(search.found === 'cycle' ? search.path.join('>') : search.found).toBe(expected);
  });

  it('refuses a chain that is too deep to be a product', async () => {
    const edges = Array.from({ length: LEVELS_MAX + 1 }, (_, level) => `P${level}>P${level + 1}`);
    expect((await findCycle('A', ['P0'], graph(...edges).componentsOf)).found).toBe('too_deep');
  });

  it('reads once a level, however often a part is shared', async () => {
    const shared = graph('B>D,E', 'C>D,E', 'D>F', 'E>F');
    await findCycle('A', ['B', 'C'], shared.componentsOf);
    expect(shared.reads()).toBe(3);
  });
});
