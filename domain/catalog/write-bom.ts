/** The writes of a bill of material in a commit: the record, the graph's version, its event. */
import { rejectField } from '../../shared/rejection.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { BOM_GRAPH_ID, bom, bomGraph, bomIdOf } from './bom.entity.ts';
import type { Bom } from './bom.schema.ts';
import { findCycle, LEVELS_MAX } from './bom-cycle.ts';
import { bomRevised } from './events.ts';
import { productsById, type Reads } from './queries/find-products.ts';

/** A component as the caller named it, for the words and the pointer of a refusal. */
export type NamedComponent = { readonly productId: string; readonly pointer: string };

/**
 * Writes a bill after it has been looked for a circle through all other bills. The graph's version is read before the
 * search and written with the bill, so that no other bill can have changed in between.
 * @throws Rejection `bom_cycle` (P2), `bom_too_deep`
 */
export async function saveBom(
  work: Work,
  before: Stored<Bom> | undefined,
  after: Bom,
  added: readonly NamedComponent[],
): Promise<Stored<Bom>> {
  const graph = await work.records.get(bomGraph, BOM_GRAPH_ID);
  await expectAcyclic(work.context, after.productId, added);
  if (graph === undefined) work.create(bomGraph, { id: BOM_GRAPH_ID, changes: 1 });
  else work.update(bomGraph, graph, { changes: graph.changes + 1 });
  const saved = before === undefined ? work.create(bom, after) : work.update(bom, before, after);
  const latest = after.revisions.at(-1);
  work.emit(bomRevised, saved, {
    bomId: after.id,
    productId: after.productId,
    revision: latest?.revision ?? 0,
    validFrom: latest?.validFrom ?? '',
  });
  return saved;
}

async function expectAcyclic(reads: Reads, productId: string, added: readonly NamedComponent[]): Promise<void> {
  const search = await findCycle(
    productId,
    added.map((component) => component.productId),
    (ids) => componentsOf(reads, ids),
  );
  if (search.found === 'none') return;
  const first = search.found === 'cycle' ? search.path[1] : undefined;
  const pointer = (added.find((component) => component.productId === first) ?? added[0])?.pointer ?? '';
  if (search.found === 'too_deep') throw rejectField(pointer, 'bom_too_deep', `has more than ${LEVELS_MAX} levels`);
  const products = await productsById(reads, search.path);
  const names = search.path.map((id) => products.get(id)?.sku ?? id).join(' → ');
  throw rejectField(pointer, 'bom_cycle', `would contain itself: ${names}`);
}

async function componentsOf(reads: Reads, ids: readonly string[]): Promise<Map<string, string[]>> {
  const boms = await reads.records.getMany(
    bom,
    ids.map((id) => bomIdOf(reads.tenantId, id)),
  );
  return new Map(
    boms.map(({ productId, revisions }) => [
      productId,
      revisions.flatMap(({ components }) => components.map((component) => component.productId)),
    ]),
  );
}
