/** What must hold in inventory: stock is the sum of its moves, their value is in the ledger, nothing is promised twice. */
import { type Books, eventCheck, recordCheck } from '../../shared/books.ts';
import { entryEntity } from './entry.entity.ts';
import {
  reservationReleased,
  stockFreed,
  stockMoved,
  stockReserved,
  stockShort,
  supplyPegged,
  supplySpared,
} from './events.ts';

type WithProducts = { lines: readonly { productId: string }[] } | { productIds: readonly string[] };
const productsOf = (data: WithProducts): string[] =>
  'lines' in data ? data.lines.map(({ productId }) => productId) : [...data.productIds];

/** Every event after which a product's stock is another. */
const STOCK_EVENTS = [
  stockMoved,
  stockReserved,
  stockShort,
  supplyPegged,
  supplySpared,
  reservationReleased,
  stockFreed,
] as const;

export const inventoryBooks: Books = {
  checks: [
    recordCheck({
      name: 'inventory.stock_is_the_sum_of_its_moves',
      summary: 'On hand per location, and the value, are the sums of a product’s stock entries (S4, F19).',
      holds: 'at_rest',
      each: entryEntity,
      found: 'list',
      subjects: ({ lines }) => lines.map(({ productId }) => productId),
      tally: ({ lines }) =>
        lines.map(({ productId, locationId, quantity, valueMinor }) => ({
          subject: productId,
          add: { [locationId]: quantity, value: valueMinor },
        })),
      run: async () => (await import('./books/check-moves.ts')).checkMoves,
    }),
    recordCheck({
      name: 'inventory.moves_are_in_the_ledger',
      summary: 'The value of a stock entry is what its journal entry says of the stock account (F19).',
      holds: 'always',
      each: entryEntity,
      found: 'list',
      subjects: ({ id }) => [id],
      run: async () => (await import('./books/check-posting.ts')).checkPosting,
    }),
    eventCheck({
      name: 'inventory.reserved_within_stock',
      summary: 'Reserved never exceeds on hand, nothing is below zero, and locations and cost layers add up (S5).',
      holds: 'always',
      on: STOCK_EVENTS,
      subjects: ({ data }) => productsOf(data),
      run: async () => (await import('./books/check-stock.ts')).checkStock,
    }),
    eventCheck({
      name: 'inventory.waiting_is_queued',
      summary: 'What waits for a product is what its queue holds, and nobody waits beside free goods.',
      holds: 'at_rest',
      on: STOCK_EVENTS,
      subjects: ({ data }) => productsOf(data),
      run: async () => (await import('./books/check-stock.ts')).checkQueue,
    }),
    eventCheck({
      name: 'inventory.reservations_add_up',
      summary: 'A demand holds what its lines have found and not used, and nothing once it is gone.',
      holds: 'always',
      on: [stockReserved, stockShort, supplyPegged, supplySpared, reservationReleased],
      subjects: ({ data }) => [data.reservationId],
      run: async () => (await import('./books/check-reservation.ts')).checkReservation,
    }),
  ],
  numbered: [],
  told: [],
};
