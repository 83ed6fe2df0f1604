/** Which step a request or a reaction belongs to. */
import { describe, expect, test } from 'vitest';
import { modules } from '../../domain/modules.ts';
import { BEGINNINGS, type Step, stepOfReaction, stepOfRequest } from '../../infra/cost/steps.ts';

test.each<[method: string, path: string, step: Step]>([
  ['POST', '/v1/crm/opportunities/opp_1/win', 'win'],
  ['GET', '/v1/sales/orders/ord_1', 'shipment'],
  ['POST', '/v1/production/orders/pro_1/complete', 'production'],
  ['GET', '/v1/procurement/requisitions', 'receipt'],
  ['POST', '/v1/logistics/shipments/shp_1/dispatch', 'shipment'],
  ['POST', '/v1/finance/payments', 'payment'],
  ['GET', '/v1/loops/cor_1', 'close'],
  ['POST', '/v1/catalog/products', 'other'],
  ['POST', '/v1/signup', 'other'],
])('%s %s belongs to %s', (method, path, step) => {
  expect(stepOfRequest(method, path)).toBe(step);
});

describe('a reaction', () => {
  test.each<[what: string, module: string, event: string, madeIn: Step, step: Step]>([
    ['that begins a step belongs to it', 'logistics', 'inventory.stock.reserved', 'production', 'shipment'],
    ['to the same event that begins nothing stays', 'sales', 'inventory.stock.reserved', 'production', 'production'],
    ['that nobody has heard of stays where its event was made', 'hr', 'hr.thing.done', 'payment', 'payment'],
    ['to what belongs to no loop belongs to none', 'sales', 'crm.opportunity.won', 'other', 'other'],
  ])('%s', (_, module, event, madeIn, step) => {
    expect(stepOfReaction(module, event, madeIn)).toBe(step);
  });

  test('that begins a step is one that its module has', () => {
    const known = modules.flatMap(({ name, consumes }) => consumes.map(({ on }) => `${name} ${on.type}`));
    expect(known).toEqual(expect.arrayContaining(Object.keys(BEGINNINGS)));
  });
});
