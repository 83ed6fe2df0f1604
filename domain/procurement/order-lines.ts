/** Finds the lines of a purchase order that a body names by id or SKU. */
import { rejectField } from '../../shared/rejection.ts';
import { isWhole } from '../../shared/values/decimal.ts';
import type { PurchaseOrder, PurchaseOrderLine } from './order.schema.ts';

export type LineAsked = {
  readonly lineId?: string | undefined;
  readonly sku?: string | undefined;
  /** Scaled. */
  readonly quantity: number;
};

/**
 * The line of each entry, each line once.
 * @throws Rejection with the pointer: `line_or_sku`, `unknown_line`, `ambiguous_sku`, `repeated_line`, `whole_number`
 */
export function linesAsked<Asked extends LineAsked>(
  { lines }: PurchaseOrder,
  asked: readonly Asked[],
): (Asked & { readonly line: PurchaseOrderLine })[] {
  const seen = new Set<string>();
  return asked.map((entry, index) => {
    const pointer = `/lines/${index}`;
    const line = lineOf(lines, entry, pointer);
    if (seen.has(line.lineId)) throw rejectField(pointer, 'repeated_line', 'This line is named twice.');
    seen.add(line.lineId);
    if (line.wholeUnits && !isWhole(entry.quantity)) {
      throw rejectField(`${pointer}/quantity`, 'whole_number', `Quantities in ${line.unit} must be whole numbers.`);
    }
    return { ...entry, line };
  });
}

function lineOf(lines: readonly PurchaseOrderLine[], { lineId, sku }: LineAsked, pointer: string): PurchaseOrderLine {
  if ((lineId === undefined) === (sku === undefined)) {
    throw rejectField(pointer, 'line_or_sku', 'Name the line by lineId or by sku.');
  }
  const found = lines.filter((line) => (lineId === undefined ? line.sku === sku : line.lineId === lineId));
  const [only, ...others] = found;
  const field = lineId === undefined ? 'sku' : 'lineId';
  if (only === undefined) throw rejectField(`${pointer}/${field}`, 'unknown_line', 'The order has no such line.');
  if (others.length > 0) {
    throw rejectField(`${pointer}/sku`, 'ambiguous_sku', 'Several lines have this SKU: name the line by lineId.');
  }
  return only;
}
