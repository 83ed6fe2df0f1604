import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { todayOn } from '../../../shared/values/time.ts';
import { decideTransfer } from '../decide-adjustment.ts';
import { type EntryResource, presentEntry, type TransferInput } from '../entry.resource.ts';
import { needPlace, needStocked, readMoveFacts, stockOf, writeStock } from '../parts/move-by-hand.ts';
import { postEntry } from '../parts/post-entry.ts';

/**
 * Moves free goods from one location to another; their value does not change, so nothing is posted to the ledger.
 * @throws Rejection with the pointer of the line: `unknown_sku`, `not_stocked`, `unknown_location`, `whole_number`,
 * `same_location`, `insufficient_stock`
 */
export async function transferStock(
  context: Context,
  { body }: RouteInput<unknown, unknown, TransferInput>,
): Promise<EntryResource> {
  const { currency, timeZone } = await profileOf(context);
  const { clock, ids } = context.deps;
  const entryId = ids.next('ste');
  return commit(context, async (work) => {
    const facts = await readMoveFacts(
      work,
      body.lines.map(({ sku }) => sku),
      body.lines.flatMap(({ from, to }) => [from, to]),
    );
    const lines = body.lines.flatMap((line, index) => {
      const pointer = `/lines/${index}`;
      const quantity = toScaled(line.quantity);
      const product = needStocked(facts, line.sku, quantity, pointer);
      const from = needPlace(facts, line.from, `${pointer}/from`);
      const to = needPlace(facts, line.to, `${pointer}/to`);
      const stock = stockOf(facts, product);
      writeStock(work, facts, stock, decideTransfer(stock, { from, to, quantity, pointer }));
      const moved = { productId: product.id, sku: product.sku, valueMinor: 0 };
      return [
        { ...moved, locationId: from.id, location: from.code, quantity: -quantity },
        { ...moved, locationId: to.id, location: to.code, quantity },
      ];
    });
    const entry = await postEntry(work, {
      id: entryId,
      kind: 'transfer',
      on: todayOn(clock, timeZone),
      source: { kind: 'stock_entry', id: entryId },
      reason: body.reason,
      lines,
    });
    return presentEntry(entry, currency);
  });
}
