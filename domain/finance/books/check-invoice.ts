import { type Finding, findingOf, type Look } from '../../../shared/books.ts';
import { balanceOf, creditedOf } from '../invoice.balance.ts';
import { invoice } from '../invoice.entity.ts';
import type { Invoice } from '../invoice.schema.ts';

export async function checkInvoice({ context, subject }: Look): Promise<Finding> {
  const record = await context.records.get(invoice, subject);
  return findingOf(record === undefined ? [`invoice ${subject} is gone`] : faultsOf(record));
}

function faultsOf(record: Invoice): string[] {
  const { number, lines, netMinor, taxMinor, totalMinor, state } = record;
  const net = lines.reduce((sum, line) => sum + line.netMinor, 0);
  const tax = lines.reduce((sum, line) => sum + line.taxMinor, 0);
  const over = lines.filter((line) => line.creditedQuantity > line.quantity);
  const isPaid = balanceOf(record) <= 0;
  return [
    ...(net === netMinor && tax === taxMinor && net + tax === totalMinor
      ? []
      : [
          `invoice ${number}: lines ${net} net and ${tax} tax, invoice ${netMinor}, ${taxMinor} and ${totalMinor} in all`,
        ]),
    ...over.map((line) => `invoice ${number} ${line.sku}: credited ${line.creditedQuantity} of ${line.quantity}`),
    ...(creditedOf(record) <= Math.max(0, totalMinor) ? [] : [`invoice ${number}: credited more than its total`]),
    ...(state === 'open' && isPaid && totalMinor > 0 ? [`invoice ${number} is open, and nothing is due on it`] : []),
  ];
}
