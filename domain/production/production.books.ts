/** What must hold in production: its numbers, and the events of its ends. */
import { type Books, numbered, told, whenNew } from '../../shared/books.ts';
import { productionBlocked, productionCancelled, productionCompleted, productionPlanned } from './events.ts';
import { productionOrderEntity } from './order.entity.ts';

export const productionBooks: Books = {
  checks: [],
  numbered: [
    numbered(productionPlanned, productionOrderEntity, whenNew),
    numbered(productionBlocked, productionOrderEntity, whenNew),
  ],
  told: [
    told(productionOrderEntity, 'completed', productionCompleted),
    told(productionOrderEntity, 'cancelled', productionCancelled),
  ],
};
