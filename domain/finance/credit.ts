/** What a credit note may take back of an invoice: never more than is left of each line, at the line's own tax (F4). */
import { mulDiv } from '../../shared/values/decimal.ts';
import { allocateMinor } from '../../shared/values/money.ts';
import type { Invoice, InvoiceLine } from './invoice.schema.ts';

export type CreditLine = {
  readonly lineId: string;
  /** Scaled; zero where only money is credited. */
  readonly quantity: number;
  readonly netMinor: number;
  readonly taxMinor: number;
};

const netLeft = (line: InvoiceLine): number => line.netMinor - line.creditedNetMinor;
const taxLeft = (line: InvoiceLine): number => line.taxMinor - line.creditedTaxMinor;
export const quantityLeft = (line: InvoiceLine): number => line.quantity - line.creditedQuantity;
/** Gross amount that can still be credited, in minor units. */
export const creditableOf = (invoice: Pick<Invoice, 'lines'>): number =>
  invoice.lines.reduce((sum, line) => sum + netLeft(line) + taxLeft(line), 0);

/** Credits a quantity of a line (at most what is left): its share, and with the last of it all that is left. */
export function creditQuantity(line: InvoiceLine, quantity: number): CreditLine {
  const { lineId } = line;
  const left = quantityLeft(line);
  if (quantity >= left) return { lineId, quantity: left, netMinor: netLeft(line), taxMinor: taxLeft(line) };
  const share = (amountMinor: number, most: number) => clamp(mulDiv(amountMinor, quantity, line.quantity), most);
  return {
    lineId,
    quantity,
    netMinor: share(line.netMinor, netLeft(line)),
    taxMinor: share(line.taxMinor, taxLeft(line)),
  };
}

/** The part of an amount of either sign that does not go past what is left. */
const clamp = (amountMinor: number, leftMinor: number): number =>
  leftMinor >= 0 ? Math.min(Math.max(amountMinor, 0), leftMinor) : Math.max(Math.min(amountMinor, 0), leftMinor);

/** All that is left of an invoice. */
export const creditAll = (invoice: Pick<Invoice, 'lines'>): CreditLine[] =>
  invoice.lines.map((line) => creditQuantity(line, quantityLeft(line))).filter(hasEffect);

/** A gross amount, spread over the lines by what is left of each; quantities stay as they are. */
export function creditAmount(invoice: Pick<Invoice, 'lines' | 'currency'>, grossMinor: number): CreditLine[] {
  const { lines, currency } = invoice;
  if (grossMinor === creditableOf(invoice)) {
    return lines
      .map((line) => ({ lineId: line.lineId, quantity: 0, netMinor: netLeft(line), taxMinor: taxLeft(line) }))
      .filter(hasEffect);
  }
  const shares = allocateMinor(
    grossMinor,
    lines.map((line) => netLeft(line) + taxLeft(line)),
    currency,
  );
  return lines
    .map((line, index) => {
      const gross = shares[index] ?? 0;
      const whole = netLeft(line) + taxLeft(line);
      const taxMinor = whole === 0 ? 0 : mulDiv(taxLeft(line), gross, whole);
      return { lineId: line.lineId, quantity: 0, netMinor: gross - taxMinor, taxMinor };
    })
    .filter(hasEffect);
}

const hasEffect = ({ quantity, netMinor, taxMinor }: CreditLine): boolean =>
  quantity !== 0 || netMinor !== 0 || taxMinor !== 0;

/** The invoice's lines after a credit. */
export const afterCredit = (lines: readonly InvoiceLine[], credited: readonly CreditLine[]): InvoiceLine[] =>
  lines.map((line) => {
    const parts = credited.filter(({ lineId }) => lineId === line.lineId);
    const sum = (pick: (part: CreditLine) => number) => parts.reduce((total, part) => total + pick(part), 0);
    return {
      ...line,
      creditedQuantity: line.creditedQuantity + sum(({ quantity }) => quantity),
      creditedNetMinor: line.creditedNetMinor + sum(({ netMinor }) => netMinor),
      creditedTaxMinor: line.creditedTaxMinor + sum(({ taxMinor }) => taxMinor),
    };
  });

/**
 * The credit that a return asks for: of each line what is left, at most. What a person has credited before, in goods
 * or in money, is not credited again; it comes back as `uncredited`.
 */
export function creditForReturn(
  invoice: Pick<Invoice, 'lines'>,
  returned: readonly { readonly orderLineId: string; readonly quantity: number }[],
): { lines: CreditLine[]; uncredited: { orderLineId: string; quantity: number }[] } {
  const lines: CreditLine[] = [];
  const uncredited: { orderLineId: string; quantity: number }[] = [];
  for (const { orderLineId, quantity } of returned) {
    const line = invoice.lines.find(({ lineId }) => lineId === orderLineId);
    const part = line === undefined ? undefined : creditQuantity(line, Math.min(quantity, quantityLeft(line)));
    const hasMoney = part !== undefined && (part.netMinor !== 0 || part.taxMinor !== 0);
    if (hasMoney) lines.push(part);
    const rest = quantity - (hasMoney ? part.quantity : 0);
    if (rest > 0) uncredited.push({ orderLineId, quantity: rest });
  }
  return { lines, uncredited };
}
