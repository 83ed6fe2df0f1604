/** The wire shape of a goods receipt. */
import { z } from 'zod';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled } from '../../shared/values/decimal.ts';
import { SignedMoney, toMoney } from '../../shared/values/money.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import type { Receipt } from './receipt.schema.ts';

export const ReceiptResource = z
  .object({
    id: z.string(),
    number: z.string(),
    purchaseOrderId: z.string(),
    vendorId: z.string(),
    receivedOn: CalendarDate,
    lines: z.array(
      z.object({
        lineId: z.string(),
        productId: z.string(),
        sku: z.string(),
        quantity: z.string(),
        value: SignedMoney,
      }),
    ),
    stockEntryId: z.string(),
    correlationId: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'GoodsReceipt' });
export type ReceiptResource = z.infer<typeof ReceiptResource>;

export const presentReceipt = (receipt: Stored<Receipt>): ReceiptResource => ({
  id: receipt.id,
  number: receipt.number,
  purchaseOrderId: receipt.purchaseOrderId,
  vendorId: receipt.vendorId,
  receivedOn: receipt.receivedOn,
  lines: receipt.lines.map(({ lineId, productId, sku, quantity, valueMinor }) => ({
    lineId,
    productId,
    sku,
    quantity: fromScaled(quantity),
    value: toMoney(valueMinor, receipt.currency),
  })),
  stockEntryId: receipt.stockEntryId,
  correlationId: receipt.correlationId,
  version: receipt.version,
  createdAt: receipt.createdAt,
  updatedAt: receipt.updatedAt,
});
