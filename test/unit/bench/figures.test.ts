/** Percentiles, kinds of request, plots and the place in the document. */
import { describe, expect, it } from 'vitest';
import { percentiles } from '../../../infra/bench/measure.ts';
import { kindOf } from '../../../infra/bench/request-kinds.ts';
import { niceTop, renderPlot } from '../../../infra/bench/svg-plot.ts';
import { betweenMarkers } from '../../../infra/bench/write-performance.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('percentiles are the nearest rank', () => {
  it.each([
    { name: 'a hundred samples', samples: upTo(100), p50: 50, p95: 95, p99: 99 },
    { name: 'a thousand, in disorder', samples: upTo(1_000).reverse(), p50: 500, p95: 950, p99: 990 },
    { name: 'four samples', samples: [40, 10, 30, 20], p50: 20, p95: 40, p99: 40 },
    { name: 'one sample', samples: [7], p50: 7, p95: 7, p99: 7 },
    { name: 'no sample', samples: [], p50: 0, p95: 0, p99: 0 },
    { name: 'numbers that sort otherwise as text', samples: [9, 10, 100], p50: 10, p95: 100, p99: 100 },
  ])('$name', ({ samples, p50, p95, p99 }) => {
    expect(percentiles(samples)).toEqual({ p50, p95, p99, count: samples.length });
  });
});

describe('kinds of request', () => {
  it.each([
    ['GET', '/crm/accounts/acc_1', 'read one'],
    ['GET', '/crm/accounts?limit=50', 'list'],
    ['GET', '/crm/accounts?q=customer%2000&limit=10', 'search'],
    ['POST', '/crm/opportunities', 'write small'],
    ['POST', '/crm/opportunities/opp_1/win', 'win'],
    ['POST', '/production/orders/mo_1/complete', 'complete'],
    ['POST', '/logistics/shipments/shp_1/dispatch', 'dispatch'],
    ['POST', '/finance/payments', 'pay'],
    ['GET', '/finance/invoices?salesOrderId=ord_1', undefined],
    ['POST', '/logistics/shipments/shp_1/pick', undefined],
  ])('%s %s is %s', (method, path, kind) => {
    expect(kindOf(method, path)).toBe(kind);
  });
});

describe('plots', () => {
  it.each([
    [0, 1],
    [1, 1],
    [1.2, 2],
    [3.1, 4],
    [47, 50],
    [72, 80],
    [0.6, 0.8],
    [1_240, 2_000],
  ])('an axis for %d ends at %d', (value, top) => {
    expect(niceTop(value)).toBeCloseTo(top, 10);
  });

  it('draws every point within the picture, whatever is planned above it', () => {
    const points = [1, 10, 100].map((x) => [x, x * 3] as const);
    const svg = renderPlot({
      ...{ title: 'a <b> & "c"', xLabel: 'x', yLabel: 'y', logX: true },
      series: [{ name: 'one', points }],
      line: { name: 'budget', y: 900 },
    });
    expect(svg).toContain('a &lt;b> &amp; &quot;c&quot;');
    const [, path = ''] = /polyline points="([^"]+)"/.exec(svg) ?? [];
    const places = path.split(' ').map((pair) => pair.split(',').map(Number));
    expect(places).toHaveLength(3);
    for (const [x = -1, y = -1] of places) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(640);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(320);
    }
    // Tens stand evenly apart.
    const [a = 0, b = 0, c = 0] = places.map(([x]) => x);
    expect(b - a).toBeCloseTo(c - b, 0);
  });
});

describe('the document', () => {
  it('keeps what stands around its markers, however often it is written', () => {
    const before = 'Words.\n\n<!-- figures -->\nold\n<!-- /figures -->\n\nMore words.\n';
    const once = betweenMarkers(before, 'new');
    expect(once).toBe('Words.\n\n<!-- figures -->\n\nnew\n\n<!-- /figures -->\n\nMore words.\n');
    expect(betweenMarkers(once, 'new')).toBe(once);
  });

  it('is not written where its markers are gone', () => {
    expect(() => betweenMarkers('Words.', 'new')).toThrow('must hold');
  });
});
