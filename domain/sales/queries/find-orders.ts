import type { Context } from '../../../shared/context.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { order } from '../order.entity.ts';
import {
  type OrderStatus,
  type ProgressFigures,
  paidOf,
  progressOf,
  receivableOf,
  statusOf,
} from '../order.progress.ts';
import type { Order } from '../order.schema.ts';

type Reader = Pick<Context, 'records'>;

/** The order, read consistently, or undefined where the tenant has none of this id. */
export const orderFor = (context: Reader, orderId: string): Promise<Stored<Order> | undefined> =>
  context.records.get(order, orderId);

export type OrderProgress = {
  readonly orderId: string;
  readonly number: string;
  readonly state: string;
  readonly status: OrderStatus;
  readonly percent: ProgressFigures;
  readonly currency: string;
  readonly totalMinor: number;
  readonly billedMinor: number;
  readonly paidMinor: number;
  /** Still owed on what was invoiced. */
  readonly dueMinor: number;
  readonly settledAt: string | undefined;
};

/** How far orders have come, by order id; ids that do not exist are left out. */
export async function orderProgress(context: Reader, orderIds: readonly string[]): Promise<Map<string, OrderProgress>> {
  const found = await context.records.getMany(order, orderIds);
  return new Map(
    found.map((record) => [
      record.id,
      {
        orderId: record.id,
        number: record.number,
        state: record.state,
        status: statusOf(record),
        percent: progressOf(record),
        currency: record.currency,
        totalMinor: record.totalMinor,
        billedMinor: record.billedMinor,
        paidMinor: paidOf(record),
        dueMinor: receivableOf(record),
        settledAt: record.settledAt,
      },
    ]),
  );
}

/** The order, with the promise that the caller's commit holds only if the order has not changed meanwhile. */
export async function holdOrder(work: Work, orderId: string): Promise<Stored<Order> | undefined> {
  const found = await work.records.get(order, orderId);
  if (found !== undefined) work.expectUnchanged(order, found);
  return found;
}
