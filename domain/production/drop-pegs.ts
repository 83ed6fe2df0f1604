/** The part of a commit that takes pegs off an order, and ends the order where nothing needs it any more. */
import { type Peg, waitingOfAll } from '../../shared/pegs.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { cancelProduction, closeProduction } from './end-order.ts';
import type { ProductionOrder } from './order.schema.ts';
import { savePegs } from './supply.ts';

/**
 * Takes pegs off an order: `pegs` are those that stay. One that nobody waits for then is cancelled, or closed where
 * something was made, unless a person planned it for stock; where work began it is so only with `isStartedEnded`.
 */
export async function dropPegs(
  work: Work,
  order: Stored<ProductionOrder>,
  pegs: Peg[],
  { reason, isStartedEnded }: { readonly reason: string; readonly isStartedEnded: boolean },
): Promise<void> {
  const isKept = order.byHand || waitingOfAll(pegs) > 0 || (order.state === 'in_progress' && !isStartedEnded);
  if (isKept) await savePegs(work, order, pegs, 'unpeg');
  else if (order.produced > 0) await closeProduction(work, order, reason, pegs);
  else await cancelProduction(work, order, reason, pegs);
}
