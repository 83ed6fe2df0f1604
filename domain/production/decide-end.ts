/** Ending a production order before it is made, without reads or writes. Quantities scaled, money minor units. */

import { type PeggedQuantity, receivedPegs, unmetOf } from '../../shared/pegs.ts';
import { reject } from '../../shared/rejection.ts';
import { transition } from '../../shared/states.ts';
import { mulDiv } from '../../shared/values/decimal.ts';
import { remainingOf, wipOf } from './decide-report.ts';
import type { Component, ProductionOrder } from './order.schema.ts';
import { productionOrderStates } from './order.states.ts';

type ReturnedComponent = {
  readonly productId: string;
  readonly quantity: number;
  /** The cost at which it was issued. */
  readonly valueMinor: number;
};

export type EndDecision = {
  readonly changes: Partial<ProductionOrder> & Pick<ProductionOrder, 'state'>;
  readonly returned: readonly ReturnedComponent[];
  /** What is left in work in progress and does not come back: used for scrap. */
  readonly varianceMinor: number;
  /** What the order was to bring for whom and will not. */
  readonly lost: readonly PeggedQuantity[];
};

/**
 * Cancels an order. One that has started gives its components back at their original cost (S5), less what went into
 * scrap.
 * @throws Rejection `production.order.already_produced` (409) once something good was made: it is closed instead
 */
export function decideCancel(order: ProductionOrder, reason: string): EndDecision {
  const state = transition(productionOrderStates, 'cancel', order.state);
  if (order.produced > 0) {
    throw reject(
      'conflict',
      'production.order.already_produced',
      'Something was made already: close the order instead, which completes it short.',
    );
  }
  return unwind(order, state, reason);
}

/**
 * Completes an order short of its quantity: what was issued for the rest comes back at its original cost.
 * @throws Rejection `production.order.nothing_produced` (409), where it is cancelled instead
 */
export function decideClose(order: ProductionOrder, reason: string): EndDecision {
  const state = transition(productionOrderStates, 'close', order.state);
  if (order.produced === 0) {
    throw reject('conflict', 'production.order.nothing_produced', 'Nothing was made yet: cancel the order instead.');
  }
  return unwind(order, state, reason);
}

function unwind(order: ProductionOrder, state: string, reason: string): EndDecision {
  const wip = wipOf(order);
  const remaining = remainingOf(order);
  const components = returnable(order.components, remaining, order.quantity, wip);
  const returnedMinor = components.reduce((sum, { back }) => sum + back.valueMinor, 0);
  const varianceMinor = wip - returnedMinor;
  return {
    changes: {
      state,
      endReason: reason,
      pegs: receivedPegs(order.pegs),
      components: components.map(({ after }) => after),
      materialMinor: order.materialMinor - returnedMinor,
      varianceMinor: order.varianceMinor + varianceMinor,
    },
    returned: components.map(({ back }) => back).filter(({ quantity }) => quantity > 0),
    varianceMinor,
    lost: unmetOf(order.pegs),
  };
}

/** The share of each component for the units that were not made; never worth more than what is in work in progress. */
function returnable(components: readonly Component[], remaining: number, quantity: number, wip: number) {
  let left = wip;
  return components.map((component): { after: Component; back: ReturnedComponent } => {
    const share = mulDiv(component.issued, remaining, quantity);
    const cost = component.issued === 0 ? 0 : mulDiv(component.issuedMinor, share, component.issued);
    const valueMinor = Math.max(0, Math.min(cost, left));
    left -= valueMinor;
    return {
      after: { ...component, returned: share, returnedMinor: valueMinor },
      back: { productId: component.productId, quantity: share, valueMinor },
    };
  });
}
