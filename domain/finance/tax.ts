/** Tax on a line: exclusive, rounded per line half away from zero (DESIGN 8, F11). */
import { z } from 'zod';
import { mulDiv, SCALE, type Scaled, scaled, toScaled } from '../../shared/values/decimal.ts';
import { COUNTRY_RATES } from './country-rates.ts';

export const TaxCode = z.enum(['standard', 'reduced', 'zero', 'exempt']);
export type TaxCode = z.infer<typeof TaxCode>;
export const TaxTreatment = z.enum(['domestic', 'export', 'reverse_charge']);
export type TaxTreatment = z.infer<typeof TaxTreatment>;

/** Percent by tax code, scaled: 19 % is 19_000_000. */
export type TaxRates = Readonly<Record<TaxCode, number>>;

export type TaxedLine = {
  readonly taxCode: TaxCode;
  /** Percent, scaled 10^-6. */
  readonly ratePercent: Scaled;
  readonly taxMinor: number;
  /** What the invoice must say where no tax is charged. */
  readonly legend?: string;
};

const LEGENDS = {
  exempt: 'Exempt from tax.',
  export: 'Tax-free export.',
  reverse_charge: 'Reverse charge: the recipient is liable for the tax.',
} as const;

/** The rates that a new tenant of a country begins with; zero where the table does not know the country. */
export function startingRates(country: string): Record<TaxCode, number> {
  const [standard, reduced] = COUNTRY_RATES[country] ?? ['0', '0'];
  return { standard: toScaled(standard), reduced: toScaled(reduced), zero: 0, exempt: 0 };
}

/** `netMinor × percent`, in minor units, rounded half away from zero. */
const taxOfNet = (netMinor: number, ratePercent: number): number => mulDiv(netMinor, ratePercent, 100 * SCALE);

/**
 * Tax on a net amount. Abroad (`export`, `reverse_charge`) no tax is charged, whatever the code, and the legend says
 * why. A code that is not known is taxed as `standard`, so that a slip never undercharges.
 */
export function taxOn(
  rates: TaxRates,
  line: { readonly taxCode: string; readonly treatment: TaxTreatment },
  netMinor: number,
): TaxedLine {
  const known = TaxCode.safeParse(line.taxCode);
  const taxCode = known.success ? known.data : 'standard';
  if (line.treatment !== 'domestic') {
    return { taxCode, ratePercent: scaled(0), taxMinor: 0, legend: LEGENDS[line.treatment] };
  }
  const ratePercent = scaled(rates[taxCode]);
  const taxed = { taxCode, ratePercent, taxMinor: taxOfNet(netMinor, ratePercent) };
  return taxCode === 'exempt' ? { ...taxed, legend: LEGENDS.exempt } : taxed;
}
