// Projection: the part of an item that some paths name, in the item's own nesting.
import { memberOf, withMember } from './attribute-value.ts';
import type { DocumentPath } from './document-path.ts';
import { childOf } from './document-path.ts';
import type { AttributeMap, AttributeValue } from './types.ts';

type Tree = Map<string | number, Tree | true>;

/** The item with nothing but the values at these paths; elements of lists close up in their order. */
export function project(item: AttributeMap, paths: readonly DocumentPath[]): AttributeMap {
  return pickMembers(item, treeOf(paths));
}

/** The item with nothing but these top-level attributes. */
export function projectAttributes(item: AttributeMap, names: ReadonlySet<string>): AttributeMap {
  let result: AttributeMap = {};
  for (const name of names) {
    const value = memberOf(item, name);
    if (value !== undefined) {
      result = withMember(result, name, value);
    }
  }
  return result;
}

function treeOf(paths: readonly DocumentPath[]): Tree {
  const root: Tree = new Map();
  for (const path of paths) {
    let node = root;
    path.forEach((step, index) => {
      if (index === path.length - 1) {
        node.set(step, true);
        return;
      }
      const known = node.get(step);
      const child: Tree = known instanceof Map ? known : new Map();
      node.set(step, child);
      node = child;
    });
  }
  return root;
}

function pickMembers(map: AttributeMap, tree: Tree): AttributeMap {
  let result: AttributeMap = {};
  for (const [step, below] of tree) {
    const value = typeof step === 'string' ? pick(memberOf(map, step), below) : undefined;
    if (value !== undefined) {
      result = withMember(result, step as string, value);
    }
  }
  return result;
}

function pick(value: AttributeValue | undefined, below: Tree | true): AttributeValue | undefined {
  if (value === undefined || below === true) {
    return value;
  }
  if ('M' in value) {
    const members = pickMembers(value.M, below);
    return Object.keys(members).length > 0 ? { M: members } : undefined;
  }
  if (!('L' in value)) {
    return undefined;
  }
  const elements = [...below]
    .filter((entry): entry is [number, Tree | true] => typeof entry[0] === 'number')
    .sort(([one], [two]) => one - two)
    .map(([index, deeper]) => pick(childOf(value, index), deeper))
    .filter((element) => element !== undefined);
  return elements.length > 0 ? { L: elements } : undefined;
}
