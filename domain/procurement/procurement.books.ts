/** What must hold in procurement: the numbers of its documents. Its money and goods are in the books of others. */
import { type Books, numbered, whenNew } from '../../shared/books.ts';
import { billEntity } from './bill.entity.ts';
import { billRecorded, purchaseOrderPlaced, purchaseOrderReceived, requisitionRaised } from './events.ts';
import { purchaseOrderEntity } from './order.entity.ts';
import { receiptEntity } from './receipt.entity.ts';
import { requisitionEntity } from './requisition.entity.ts';

export const procurementBooks: Books = {
  checks: [],
  numbered: [
    numbered(requisitionRaised, requisitionEntity, whenNew),
    numbered(purchaseOrderPlaced, purchaseOrderEntity, whenNew),
    numbered(purchaseOrderReceived, receiptEntity, ({ data }) => data.receiptId),
    numbered(billRecorded, billEntity, ({ data }) => data.billId),
  ],
  told: [],
};
