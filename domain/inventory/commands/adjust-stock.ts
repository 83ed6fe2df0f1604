import type { Context } from '../../../shared/context.ts';
import { readUnitPrice } from '../../../shared/http/read-money.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { nowAt, todayOn } from '../../../shared/values/time.ts';
import { decideAdjustment } from '../decide-adjustment.ts';
import { type AdjustmentInput, type EntryResource, presentEntry } from '../entry.resource.ts';
import { needPlace, needStocked, readMoveFacts, stockOf, writeStock } from '../parts/move-by-hand.ts';
import { postEntry } from '../parts/post-entry.ts';

/**
 * Puts stock right: what was found, what is lost, what there is at the start. All lines or none.
 * @throws Rejection with the pointer of the line: `unknown_sku`, `not_stocked`, `unknown_location`, `whole_number`,
 * `currency_mismatch`, `cost_unknown`, `cost_not_used`, `too_large`, `insufficient_stock`
 */
export async function adjustStock(
  context: Context,
  { body }: RouteInput<unknown, unknown, AdjustmentInput>,
): Promise<EntryResource> {
  const { currency, timeZone } = await profileOf(context);
  const { clock, ids } = context.deps;
  const entryId = ids.next('ste');
  return commit(context, async (work) => {
    const facts = await readMoveFacts(
      work,
      body.lines.map(({ sku }) => sku),
      body.lines.map(({ location }) => location),
    );
    const lines = body.lines.map((line, index) => {
      const pointer = `/lines/${index}`;
      const quantity = toScaled(line.quantity);
      const product = needStocked(facts, line.sku, quantity, pointer);
      const place = needPlace(facts, line.location, `${pointer}/location`);
      const stock = stockOf(facts, product);
      const { changes, valueMinor } = decideAdjustment(stock, {
        place,
        quantity,
        unitCost:
          line.unitCost === undefined ? undefined : readUnitPrice(line.unitCost, currency, `${pointer}/unitCost`),
        standardCost: product.standardCost,
        currency,
        at: nowAt(clock),
        pointer,
      });
      writeStock(work, facts, stock, changes);
      const { id: locationId, code: location } = place;
      return { productId: product.id, sku: product.sku, locationId, location, quantity, valueMinor };
    });
    const entry = await postEntry(work, {
      id: entryId,
      kind: 'adjustment',
      on: todayOn(clock, timeZone),
      source: { kind: 'stock_entry', id: entryId },
      memo: `Stock adjustment: ${body.reason}`,
      reason: body.reason,
      lines,
    });
    return presentEntry(entry, currency);
  });
}
