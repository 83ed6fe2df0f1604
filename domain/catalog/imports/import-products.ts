import type { Context } from '../../../shared/context.ts';
import { changedCustomFields, newCustomFields } from '../../../shared/custom-fields/write-custom-fields.ts';
import { type ImportInput, importRows, type RowResult } from '../../../shared/import-rows.ts';
import type { ImportOutcome } from '../../../shared/module.ts';
import { reject, rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { enforceLimit } from '../../platform/index.ts';
import { decideNewProduct, decideProductChange, needsEmptyStock } from '../decide-product.ts';
import { product } from '../product.entity.ts';
import type { ProductRow } from '../product.row.ts';
import type { Product } from '../product.schema.ts';
import { productsByExternalId, productsBySku } from '../queries/find-products.ts';
import { needUnit, type Unit, unitsByCode } from '../units.ts';
import { addProduct, changeProduct } from '../write-product.ts';

/** Five actions a product: record, audit, SKU, external id, event. */
const ROWS_PER_COMMIT = 10;

type Facts = {
  readonly bySku: Map<string, Stored<Product>>;
  readonly byExternalId: Map<string, Stored<Product>>;
  readonly units: Awaited<ReturnType<typeof unitsByCode>>;
  /** Products that this commit adds. */
  readonly added: string[];
};

/** Adds products, or changes those whose external id or else SKU is known; the same row again changes nothing. */
export async function importProducts(context: Context, input: ImportInput<ProductRow>): Promise<ImportOutcome[]> {
  const { currency } = await profileOf(context);
  return importRows(context, input, {
    rowsPerCommit: ROWS_PER_COMMIT,
    prepare: readFacts,
    write: (work, row, facts) => importProduct(work, row, facts, currency),
    // Once for all rows; where the plan has no room for all of them they go one by one, and as many as fit are added.
    finish: async (work, { added }) => {
      if (added.length > 0) await enforceLimit(work, 'products', added.length);
    },
  });
}

async function readFacts(work: Work, rows: readonly ProductRow[]): Promise<Facts> {
  const [bySku, byExternalId, units] = await Promise.all([
    productsBySku(
      work.context,
      rows.map(({ sku }) => sku),
    ),
    productsByExternalId(
      work.context,
      rows.flatMap(({ externalId }) => externalId ?? []),
    ),
    unitsByCode(work.context, ['EA', ...rows.flatMap(({ unit }) => unit ?? [])]),
  ]);
  return { bySku, byExternalId, units, added: [] };
}

async function importProduct(work: Work, row: ProductRow, facts: Facts, currency: string): Promise<RowResult> {
  const { currency: rowCurrency = currency, customFields, ...columns } = row;
  if (rowCurrency !== currency) {
    throw rejectField('/currency', 'currency_mismatch', `The currency must be ${currency}.`);
  }
  const fields = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
  const named = row.externalId === undefined ? undefined : facts.byExternalId.get(row.externalId);
  const holder = facts.bySku.get(row.sku);
  if (named !== undefined && holder !== undefined && holder.id !== named.id) {
    throw rejectField('/sku', 'catalog.product.duplicate_sku', `The SKU "${row.sku}" is taken.`, 'conflict');
  }
  const before = named ?? holder;
  const saved =
    before === undefined
      ? add(work, row, { ...fields, ...(await newCustomFields(work, product, customFields, 'text')) }, facts)
      : change(
          work,
          before,
          { ...fields, ...(await changedCustomFields(work, product, before, customFields, 'text')) },
          facts,
        );
  facts.bySku.set(saved.record.sku, saved.record);
  if (saved.record.externalId !== undefined) facts.byExternalId.set(saved.record.externalId, saved.record);
  return { result: saved.result, id: saved.record.id };
}

type Saved = { readonly result: RowResult['result']; readonly record: Stored<Product> };

function add(work: Work, row: ProductRow, fields: object, facts: Facts): Saved {
  const { sku, name, kind } = row;
  if (name === undefined) throw rejectField('/name', 'required', 'is required for a new product');
  if (kind === undefined) throw rejectField('/kind', 'required', 'is required for a new product');
  const unit: Omit<Unit, 'id'> = needUnit(facts.units, row.unit ?? 'EA');
  const id = work.context.deps.ids.next('prd');
  const record = addProduct(work, decideNewProduct(id, { ...fields, sku, name, kind }, { unit }));
  facts.added.push(id);
  return { result: 'created', record };
}

function change(work: Work, before: Stored<Product>, fields: object, facts: Facts): Saved {
  if (needsEmptyStock(before, fields)) {
    const text = 'The valuation method is changed on the product itself, not by an import.';
    throw reject('conflict', 'catalog.product.valuation_fixed', text);
  }
  if ('unit' in fields) needUnit(facts.units, String(fields.unit));
  const { after, changed } = decideProductChange(before, fields);
  if (!changed) return { result: 'unchanged', record: before };
  return { result: 'updated', record: changeProduct(work, before, after) };
}
