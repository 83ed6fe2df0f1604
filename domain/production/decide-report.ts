/** What a report of production does to an order, without reads or writes. Quantities scaled, money minor units. */

import { type PeggedQuantity, receivedPegs, servePegs, unmetOf } from '../../shared/pegs.ts';
import { reject, rejectField } from '../../shared/rejection.ts';
import { transition } from '../../shared/states.ts';
import { fromScaled, isWhole, mulDiv } from '../../shared/values/decimal.ts';
import { conversionOf } from './decide-plan.ts';
import type { Operation, ProductionOrder } from './order.schema.ts';
import { productionOrderStates } from './order.states.ts';

/** What is still to be made, good or bad. */
export const remainingOf = ({ quantity, produced, scrapped }: ProductionOrder): number =>
  Math.max(0, quantity - produced - scrapped);

/** Cost that lies in work in progress for the order. */
export const wipOf = (
  order: Pick<ProductionOrder, 'materialMinor' | 'conversionMinor' | 'outputMinor' | 'varianceMinor'>,
): number => order.materialMinor + order.conversionMinor - order.outputMinor - order.varianceMinor;

export type Report = {
  /** Good units, and bad ones. */
  readonly quantity: number;
  readonly scrapped: number;
  /** Minutes as measured, by work centre; what is not named took the planned time. */
  readonly minutes: ReadonlyMap<string, number>;
};

export type ReportDecision = {
  readonly changes: Partial<ProductionOrder> & Pick<ProductionOrder, 'state' | 'produced' | 'scrapped'>;
  readonly isLast: boolean;
  /** Time taken up by this report: into work in progress. */
  readonly absorbedMinor: number;
  /** Value of the good units: out of work in progress, into stock. */
  readonly outputMinor: number;
  /** What is left in work in progress at the end and no good unit can bear. */
  readonly varianceMinor: number;
  /** Which of the good units are kept for whom. */
  readonly kept: readonly PeggedQuantity[];
  /** What the order was to bring for whom and will not, once it is done. */
  readonly lost: readonly PeggedQuantity[];
};

/**
 * Reports good and scrapped units.
 *
 * The good units take their share of what is in work in progress, by all units reported of those that remained, so that
 * they bear the cost of the scrap among them; a report of scrap alone leaves its cost to the units still to come. The
 * last report takes all that is left, so that work in progress ends at zero; where not one of its units is good that is
 * a variance (P35, P37, P39).
 * @throws Rejection `production.order.over_production` (422) beyond the tolerance (P34), `whole_number`,
 * `nothing_reported`, `unknown_work_centre` with the pointer; 409 where the order is not in progress
 */
export function decideReport(order: ProductionOrder, report: Report, tolerancePercent: number): ReportDecision {
  const completed = transition(productionOrderStates, 'complete', order.state);
  expectReport(order, report, tolerancePercent);
  const { quantity, scrapped } = report;
  const reported = quantity + scrapped;
  const remaining = remainingOf(order);
  const isLast = reported >= remaining;
  const operations = workedOperations(order, report);
  const absorbedMinor = conversionOf(
    operations.map(({ worked }) => worked),
    order.currency,
  );
  const before = wipOf(order);
  const wip = before + absorbedMinor;
  const outputMinor = quantity === 0 ? 0 : isLast ? wip : mulDiv(before, reported, remaining) + absorbedMinor;
  const varianceMinor = isLast && quantity === 0 ? wip : 0;
  const { pegs, kept } = servePegs(order.pegs, quantity);
  return {
    changes: {
      state: isLast ? completed : order.state,
      produced: order.produced + quantity,
      scrapped: order.scrapped + scrapped,
      operations: operations.map(({ after }) => after),
      conversionMinor: order.conversionMinor + absorbedMinor,
      outputMinor: order.outputMinor + outputMinor,
      varianceMinor: order.varianceMinor + varianceMinor,
      pegs: isLast ? receivedPegs(pegs) : pegs,
    },
    isLast,
    absorbedMinor,
    outputMinor,
    varianceMinor,
    kept,
    lost: isLast ? unmetOf(pegs) : [],
  };
}

function expectReport(order: ProductionOrder, { quantity, scrapped, minutes }: Report, tolerancePercent: number): void {
  if (quantity + scrapped === 0) {
    throw rejectField('/quantity', 'nothing_reported', 'Report at least one unit, good or scrapped.');
  }
  for (const [name, value] of [['quantity', quantity] as const, ['scrapped', scrapped] as const]) {
    if (order.wholeUnits && !isWhole(value)) {
      throw rejectField(`/${name}`, 'whole_number', `Quantities in ${order.unit} must be whole numbers.`);
    }
  }
  const most = order.quantity + mulDiv(order.quantity, tolerancePercent, 100) - order.produced - order.scrapped;
  const excess = quantity + scrapped - most;
  if (excess > 0) throw overProduction(order, excess);
  const known = new Set(order.operations.map(({ workCentreId }) => workCentreId));
  for (const [index, workCentreId] of [...minutes.keys()].entries()) {
    if (known.has(workCentreId)) continue;
    const pointer = `/operations/${index}/workCentreId`;
    throw rejectField(pointer, 'unknown_work_centre', `The order has no operation on ${workCentreId}.`);
  }
}

function overProduction(order: ProductionOrder, excess: number) {
  const remaining = fromScaled(remainingOf(order));
  const message = `${fromScaled(excess)} more than may still be made (${remaining} remain).`;
  return reject('invalid', 'production.order.over_production', message, {
    errors: [{ pointer: '/quantity', code: 'over_production', message }],
    facts: { remaining, excess: fromScaled(excess) },
  });
}

/** Planned time by the share of the order, as a difference of totals so that the parts add up; measured time as it is. */
function workedOperations(order: ProductionOrder, { quantity, scrapped, minutes }: Report) {
  const done = order.produced + order.scrapped;
  const planned = (total: number, units: number) => mulDiv(total, Math.min(units, order.quantity), order.quantity);
  const left = new Map(minutes);
  return order.operations.map((operation): { after: Operation; worked: Pick<Operation, 'minutes' | 'hourlyRate'> } => {
    const share = planned(operation.minutes, done + quantity + scrapped) - planned(operation.minutes, done);
    const worked = left.get(operation.workCentreId) ?? share;
    // Minutes are named by work centre: a second operation on it took none beside them.
    if (left.has(operation.workCentreId)) left.set(operation.workCentreId, 0);
    return {
      after: { ...operation, actualMinutes: operation.actualMinutes + worked },
      worked: { minutes: worked, hourlyRate: operation.hourlyRate },
    };
  });
}
