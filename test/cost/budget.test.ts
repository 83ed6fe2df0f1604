/** The committed budget: what breaks it and with which words, and that the product of today keeps it. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { ACCEPT, budgetFindings, readBudget, readDurations } from '../../infra/cost/budget.ts';
import { type Counts, type Measured, measure } from '../../infra/cost/measure.ts';
import { usageOfIdleTenant } from '../../infra/cost/price-model.ts';
import { dollarsOf } from '../../infra/cost/prices.ts';
import { COST_PAGE, costSections, fillSections, IDLE_TENANT_USD } from '../../infra/cost/render-cost.ts';

const budget = readBudget();

/** The budget with one figure of loop S's order step set otherwise. */
function measuredWith(change: (units: Record<string, number>) => void): Counts {
  const counts = structuredClone(budget);
  const order = counts.loops.S.steps.order;
  if (order === undefined) throw new Error('Loop S has no order step');
  change(order.writeUnits as Record<string, number>);
  return counts;
}
const tableUnits = budget.loops.S.steps.order?.writeUnits.table ?? 0;

describe('the budget', () => {
  test('is kept by what costs exactly as much', () => {
    expect(budgetFindings(budget, budget)).toEqual([]);
  });

  test('is broken by one unit more, and the words say which step', () => {
    const measured = measuredWith((units) => {
      units.table = tableUnits + 1;
    });
    expect(budgetFindings(measured, budget)).toEqual([
      `loop S, step order, writeUnits.table: ${tableUnits + 1}, over its budget of ${tableUnits}`,
    ]);
  });

  test('is broken by an index that was not there', () => {
    const measured = measuredWith((units) => {
      units.gsi9 = 1;
    });
    expect(budgetFindings(measured, budget)).toEqual(['loop S, step order, writeUnits.gsi9: 1, over its budget of 0']);
  });

  test('is stale when more than 5 % above what is measured', () => {
    const measured = measuredWith((units) => {
      units.table = Math.floor(tableUnits / 1.06);
    });
    expect(budgetFindings(measured, budget)).toEqual([expect.stringMatching(/^loop S, step order, .* is stale$/)]);
  });

  test('is stale for a step that is gone', () => {
    const counts = structuredClone(budget);
    const { order: _, ...steps } = counts.loops.S.steps;
    const findings = budgetFindings({ ...counts, loops: { ...counts.loops, S: { ...counts.loops.S, steps } } }, budget);
    expect(findings).toContain(`loop S, step order, writeUnits.table: 0, its budget of ${tableUnits} is stale`);
  });
});

describe('the product', () => {
  let measured: Measured;
  beforeAll(async () => {
    measured = await measure();
  });

  test(`costs what the budget says, neither more nor much less (accept with: ${ACCEPT})`, () => {
    expect(budgetFindings(measured.counts, budget)).toEqual([]);
  });

  test.each(['S', 'T', 'M'] as const)('has a step for every call of loop %s', (kind) => {
    expect(Object.keys(measured.counts.loops[kind].steps)).not.toContain('other');
  });

  test(`costs at most ${IDLE_TENANT_USD} USD a month for a tenant that does nothing`, () => {
    expect(dollarsOf(usageOfIdleTenant(measured.counts))).toBeLessThanOrEqual(IDLE_TENANT_USD);
  });
});

describe('docs/cost.md', () => {
  test(`has the tables of the budget (written by: ${ACCEPT})`, () => {
    const page = readFileSync(COST_PAGE, 'utf8');
    expect(page).toBe(fillSections(page, costSections(budget, readDurations())));
  });

  test('is refused without its markers', () => {
    expect(() => fillSections('<!-- one -->', { one: 'text' })).toThrow('between <!-- one --> and <!-- /one -->');
  });
});
