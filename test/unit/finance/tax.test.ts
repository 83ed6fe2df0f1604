import { describe, expect, it } from 'vitest';
import { COUNTRY_RATES } from '../../../domain/finance/country-rates.ts';
import { startingRates, type TaxTreatment, taxOn } from '../../../domain/finance/tax.ts';
import { fromScaled, toScaled } from '../../../shared/values/decimal.ts';

const EU = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' ');

describe('tax on a line (F11)', () => {
  const rates = startingRates('DE');
  it.each<[tax: number, rate: string, code: string, treatment: TaxTreatment, net: number]>([
    [1_900, '19', 'standard', 'domestic', 10_000],
    [700, '7', 'reduced', 'domestic', 10_000],
    [0, '0', 'zero', 'domestic', 10_000],
    [0, '0', 'exempt', 'domestic', 10_000],
    [0, '0', 'standard', 'export', 10_000],
    [0, '0', 'standard', 'reverse_charge', 10_000],
    [10, '19', 'standard', 'domestic', 50], // 9.5 is rounded away from zero
    [-10, '19', 'standard', 'domestic', -50],
    [1_900, '19', 'of no kind we know', 'domestic', 10_000],
  ])('is %d at %s %% for code %s, %s, net %d', (taxMinor, rate, taxCode, treatment, net) => {
    const line = taxOn(rates, { taxCode, treatment }, net);
    expect([line.taxMinor, fromScaled(line.ratePercent)]).toEqual([taxMinor, rate]);
  });

  it('says why no tax is charged', () => {
    const legend = (taxCode: string, treatment: TaxTreatment) => taxOn(rates, { taxCode, treatment }, 100).legend;
    expect(legend('standard', 'domestic')).toBeUndefined();
    expect(legend('zero', 'domestic')).toBeUndefined();
    expect(legend('exempt', 'domestic')).toMatch(/Exempt/);
    expect(legend('standard', 'export')).toMatch(/export/);
    expect(legend('exempt', 'reverse_charge')).toMatch(/Reverse charge/);
  });
});

describe('the rates by country', () => {
  it('know every member of the EU, at 17 to 27 %, and the reduced rate is not above the standard one', () => {
    for (const country of EU) {
      const { standard, reduced } = startingRates(country);
      expect([country, standard >= toScaled('17'), standard <= toScaled('27')]).toEqual([country, true, true]);
      expect(reduced).toBeLessThanOrEqual(standard);
    }
  });
  it('are decimals of at most 100 %, and zero for a country that the table does not know', () => {
    for (const pair of Object.values(COUNTRY_RATES))
      for (const rate of pair) expect(toScaled(rate)).toBeLessThan(toScaled('100'));
    expect(startingRates('XX')).toEqual({ standard: 0, reduced: 0, zero: 0, exempt: 0 });
  });
});
