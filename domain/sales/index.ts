/** What other modules may ask of sales: the order as a fact, its progress, and the id that follows from a win. */
export { orderIdFor } from './order.entity.ts';
export type { OrderStatus } from './order.progress.ts';
export type { Order, OrderLine } from './order.schema.ts';
export { holdOrder, type OrderProgress, orderFor, orderProgress } from './queries/find-orders.ts';
