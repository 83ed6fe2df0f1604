import type { Context } from '../../../shared/context.ts';
import { type ImportInput, importRows, type RowResult } from '../../../shared/import-rows.ts';
import type { ImportOutcome } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { nowAt, todayOn } from '../../../shared/values/time.ts';
import type { Product } from '../../catalog/index.ts';
import { decideAdjustment } from '../decide-adjustment.ts';
import type { EntryLine } from '../entry.schema.ts';
import { type MoveFacts, needPlace, needStocked, readMoveFacts, stockOf, writeStock } from '../parts/move-by-hand.ts';
import { postEntry } from '../parts/post-entry.ts';
import type { StockRow } from '../stock.row.ts';

/** One stock a row at most, and for all of them an entry, its journal entry and its event. */
const ROWS_PER_COMMIT = 20;

type Facts = MoveFacts & { readonly lines: EntryLine[] };

/**
 * Counts stock: a row says what lies at a location, and the difference to what was known is posted, so that the same
 * rows again change nothing. What a count finds more comes in at the row's cost, or else the product's standard cost,
 * or else the preferred vendor's price of a stock unit; a row that has none of them is refused.
 */
export async function importStock(context: Context, input: ImportInput<StockRow>): Promise<ImportOutcome[]> {
  const { currency, timeZone } = await profileOf(context);
  const costOf = unitCosts(context);
  return importRows(context, input, {
    rowsPerCommit: ROWS_PER_COMMIT,
    prepare: async (work, rows): Promise<Facts> => ({
      ...(await readMoveFacts(
        work,
        rows.map(({ sku }) => sku),
        rows.map(({ location }) => location),
      )),
      lines: [],
    }),
    write: (work, row, facts) => countStock(work, row, facts, costOf, currency),
    finish: async (work, { lines }) => {
      if (lines.length === 0) return;
      const id = work.context.deps.ids.next('ste');
      const on = todayOn(context.deps.clock, timeZone);
      const source = { kind: 'stock_entry', id };
      await postEntry(work, { id, kind: 'adjustment', on, source, memo: 'Stock count', reason: 'Stock count', lines });
    },
  });
}

async function countStock(
  work: Work,
  row: StockRow,
  facts: Facts,
  costOf: UnitCost,
  currency: string,
): Promise<RowResult> {
  const product = needStocked(facts, row.sku, row.quantity, '');
  const place = needPlace(facts, row.location, '/location');
  const stock = stockOf(facts, product);
  const level = stock.levels[place.id];
  const quantity = row.quantity - (level?.onHand ?? 0);
  if (quantity === 0) return { result: 'unchanged', id: product.id };
  if (level !== undefined && row.quantity < level.reserved) {
    const text = `${fromScaled(level.reserved)} are reserved at ${place.code}; release them first.`;
    throw rejectField('/quantity', 'below_reserved', text, 'conflict');
  }
  const { changes, valueMinor } = decideAdjustment(stock, {
    place,
    quantity,
    unitCost: quantity > 0 ? (row.unitCost ?? (await costOf(product))) : undefined,
    standardCost: product.standardCost,
    currency,
    at: nowAt(work.context.deps.clock),
    pointer: '',
  });
  writeStock(work, facts, stock, changes);
  const { id: locationId, code: location } = place;
  facts.lines.push({ productId: product.id, sku: product.sku, locationId, location, quantity, valueMinor });
  return { result: level === undefined ? 'created' : 'updated', id: product.id };
}

/** Cost of one unit (scaled) where the row does not say; undefined where neither the product nor a vendor has one. */
type UnitCost = (product: Stored<Product>) => Promise<number | undefined>;

/** Vendors are asked once a product, and only where the product itself has no cost. */
function unitCosts(context: Context): UnitCost {
  const asked = new Map<string, Promise<number | undefined>>();
  return async ({ id, standardCost }) => {
    if (standardCost > 0) return standardCost;
    const answer = asked.get(id) ?? vendorCost(context, id);
    asked.set(id, answer);
    return answer;
  };
}

/** Loaded here alone: procurement builds on inventory, and of a circle of modules neither would load first. */
async function vendorCost(context: Context, productId: string): Promise<number | undefined> {
  const { preferredVendorPrice } = await import('../../procurement/index.ts');
  return (await preferredVendorPrice(context, productId))?.unitPrice;
}
