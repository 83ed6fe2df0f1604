import { asStep, type Context } from '../../../shared/context.ts';
import { commitUnlessDry, type ImportInput, refusedRow } from '../../../shared/import-rows.ts';
import type { ImportOutcome, ImportRow } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { nowAt, todayOn } from '../../../shared/values/time.ts';
import { bom, bomIdOf } from '../bom.entity.ts';
import { assemblyOf, type BomRow } from '../bom.row.ts';
import type { Bom, BomRevision } from '../bom.schema.ts';
import { expectManufactured, expectRoom, expectStocked } from '../decide-bom.ts';
import { mergeComponent } from '../merge-components.ts';
import type { Product } from '../product.schema.ts';
import { productsBySku } from '../queries/find-products.ts';
import { type NamedComponent, saveBom } from '../write-bom.ts';

type Products = ReadonlyMap<string, Stored<Product>>;

/** Merges component rows into bills of material, one commit an assembly; the same rows again change nothing. */
export async function importBoms(context: Context, { rows, dryRun }: ImportInput<BomRow>): Promise<ImportOutcome[]> {
  const step = asStep(context);
  const products = await productsBySku(
    step,
    rows.flatMap(({ row }) => [row.componentSku, ...(row.assemblySku === undefined ? [] : [row.assemblySku])]),
  );
  const outcomes: ImportOutcome[] = [];
  for (const [assembly, group] of Map.groupBy(rows, ({ row }) => assemblyOf(row))) {
    const done =
      assembly === ''
        ? group.map(({ line, row }) => markerOutcome(line, row, products))
        : await importAssembly(step, assembly, group, products, dryRun);
    outcomes.push(...done);
  }
  return outcomes;
}

/** A row that names a top-level product says nothing that is not known; it is refused where the product is not there. */
function markerOutcome(line: number, row: BomRow, products: Products): ImportOutcome {
  try {
    return { line, result: 'unchanged', id: needProduct(products, row.componentSku, '/componentSku').id };
  } catch (error) {
    return refusedRow(line, error);
  }
}

type Group = readonly ImportRow<BomRow>[];

async function importAssembly(
  step: Context,
  sku: string,
  group: Group,
  products: Products,
  dryRun: boolean,
): Promise<ImportOutcome[]> {
  let parent: Stored<Product>;
  try {
    parent = needProduct(products, sku, '/assemblySku');
    expectManufactured(parent, '/assemblySku');
  } catch (error) {
    return group.map(({ line }) => refusedRow(line, error));
  }
  const write = (rows: Group) => commitUnlessDry(step, dryRun, (work) => writeAssembly(work, parent, rows, products));
  try {
    return await write(group);
  } catch (whole) {
    if (group.length === 1) return group.map(({ line }) => refusedRow(line, whole));
    refusedRow(0, whole);
  }
  // One row closes a circle: the others of the assembly are none the worse for it.
  const outcomes: ImportOutcome[] = [];
  for (const row of group) {
    outcomes.push(...(await write([row]).catch((error: unknown) => [refusedRow(row.line, error)])));
  }
  return outcomes;
}

async function writeAssembly(
  work: Work,
  parent: Stored<Product>,
  group: Group,
  products: Products,
): Promise<ImportOutcome[]> {
  const { context } = work;
  const { timeZone } = await profileOf(context);
  const id = bomIdOf(context.tenantId, parent.id);
  const before = await work.records.get(bom, id);
  const start = { recordedAt: nowAt(context.deps.clock), today: todayOn(context.deps.clock, timeZone) };
  let revisions: BomRevision[] = [...(before?.revisions ?? [])];
  const added: NamedComponent[] = [];
  const outcomes = group.map(({ line, row }): ImportOutcome => {
    try {
      const component = readComponent(row, products);
      const merged = mergeComponent(revisions, component, { ...start, lineId: context.deps.ids.next('bml') });
      revisions = merged.revisions;
      if (merged.result === 'created') added.push({ productId: component.productId, pointer: '/componentSku' });
      return { line, result: merged.result, id };
    } catch (error) {
      return refusedRow(line, error);
    }
  });
  const isChanged = outcomes.some(({ result }) => result === 'created' || result === 'updated');
  const after: Bom = expectRoom({ id, productId: parent.id, revisions });
  if (isChanged) await saveBom(work, before, after, added);
  return outcomes;
}

function readComponent(row: BomRow, products: Products) {
  const component = needProduct(products, row.componentSku, '/componentSku');
  expectStocked(component, '/componentSku');
  if (row.unit !== undefined && row.unit !== component.unit) {
    const text = `"${component.sku}" is stocked in ${component.unit}, not in ${row.unit}.`;
    throw rejectField('/unit', 'unit_mismatch', text);
  }
  const { quantity, validFrom, validTo } = row;
  return {
    productId: component.id,
    quantity,
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validTo === undefined ? {} : { validTo }),
  };
}

function needProduct(products: Products, sku: string, pointer: string): Stored<Product> {
  const found = products.get(sku);
  if (found !== undefined) return found;
  throw rejectField(pointer, 'unknown_sku', `No product has the SKU "${sku}".`);
}
