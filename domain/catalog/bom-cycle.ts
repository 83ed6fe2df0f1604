/** Finds a bill of material that would contain itself at any depth (P2). */

/** Components by product, over all revisions and dates: what is once a circle stays one, whenever it holds. */
export type ComponentsOf = (productIds: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;

/** Levels below an assembly; a chain this long is a slip in the data rather than a product. */
export const LEVELS_MAX = 50;

export type CycleSearch =
  | { readonly found: 'none' }
  | { readonly found: 'too_deep' }
  /** Product ids from the parent down to its own reappearance. */
  | { readonly found: 'cycle'; readonly path: readonly string[] };

/**
 * Searches level by level, with one read a level, whether `parentId` lies below any of `componentIds`. Products met
 * twice are looked at once, so that shared sub-assemblies do not multiply the work.
 */
export async function findCycle(
  parentId: string,
  componentIds: readonly string[],
  componentsOf: ComponentsOf,
): Promise<CycleSearch> {
  const cameFrom = new Map<string, string>();
  let level = [...new Set(componentIds)];
  for (const id of level) cameFrom.set(id, parentId);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (cameFrom.has(parentId)) return { found: 'cycle', path: pathTo(parentId, cameFrom) };
    if (depth > LEVELS_MAX) return { found: 'too_deep' };
    const components = await componentsOf(level);
    const next: string[] = [];
    for (const id of level) {
      for (const component of components.get(id) ?? []) {
        if (cameFrom.has(component)) continue;
        cameFrom.set(component, id);
        next.push(component);
      }
    }
    level = next;
  }
  return { found: 'none' };
}

function pathTo(parentId: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [parentId];
  let at = cameFrom.get(parentId);
  while (at !== undefined && at !== parentId) {
    path.unshift(at);
    at = cameFrom.get(at);
  }
  return [parentId, ...path];
}
