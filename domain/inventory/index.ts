/**
 * What other modules may ask of inventory: facts, and the parts that it adds to their one commit. Quantities are scaled
 * integers (10^-6 of a stock unit), values minor units of the tenant's currency.
 */
export {
  type ConsumedLine,
  type Consumption,
  type ConsumptionLine,
  consumeReservation,
} from './parts/consume-reservation.ts';
export { type Peg, type PostedReceipt, type Receipt, type ReceiptLine, receiveStock } from './parts/receive-stock.ts';
export { needLocationId } from './queries/find-locations.ts';
export {
  holdReservation,
  type ReservationFacts,
  type ReservationLineFacts,
  reservationFor,
  reservationIdFor,
  stillShort,
} from './queries/find-reservation.ts';
export { type StockFacts, stockFor } from './queries/find-stock.ts';
