import { type Finding, findingOf, type Look } from '../../../shared/books.ts';
import { order } from '../order.entity.ts';

/** Orders of one opportunity that are looked through; nobody wins a deal so often. */
const ORDERS_MAX = 100;

export async function checkOrder({ context: { records }, subject }: Look): Promise<Finding> {
  const found = await records.get(order, subject);
  if (found === undefined) return findingOf([`a won opportunity has no order ${subject}`]);
  const { opportunityId, winNumber, number } = found;
  const { records: all } = await records.list(order, 'byOpportunity', [opportunityId], { limit: ORDERS_MAX });
  const twins = all.filter((other) => other.winNumber === winNumber && other.id !== subject);
  return findingOf(
    twins.map((twin) => `opportunity ${opportunityId} has the orders ${number} and ${twin.number} of one win`),
  );
}
