/**
 * Rates of value added or goods and services tax that a new tenant begins with, in percent: [standard, reduced].
 *
 * Source: European Commission, Taxes in Europe Database, and the tax authorities of the other countries.
 * As of: 2026-01-01. Where a country has several reduced rates, the one here is that of most reduced goods or of the
 * class that a maker or trader meets first; where it has none the standard rate stands. The tenant's own rates are a
 * record of its own (`finance.tax_settings`) and are what orders use; a change here reaches new tenants only.
 */
export const RATES_AS_OF = '2026-01-01';

export const COUNTRY_RATES: Readonly<Record<string, readonly [standard: string, reduced: string]>> = {
  // European Union
  AT: ['20', '10'],
  BE: ['21', '6'],
  BG: ['20', '9'],
  HR: ['25', '13'],
  CY: ['19', '5'],
  CZ: ['21', '12'],
  DK: ['25', '25'],
  EE: ['24', '9'],
  FI: ['25.5', '13.5'],
  FR: ['20', '5.5'],
  DE: ['19', '7'],
  GR: ['24', '13'],
  HU: ['27', '18'],
  IE: ['23', '13.5'],
  IT: ['22', '10'],
  LV: ['21', '12'],
  LT: ['21', '12'],
  LU: ['17', '8'],
  MT: ['18', '5'],
  NL: ['21', '9'],
  PL: ['23', '8'],
  PT: ['23', '6'],
  RO: ['21', '11'],
  SK: ['23', '19'],
  SI: ['22', '9.5'],
  ES: ['21', '10'],
  SE: ['25', '12'],
  // Rest of Europe
  GB: ['20', '5'],
  CH: ['8.1', '2.6'],
  LI: ['8.1', '2.6'],
  NO: ['25', '15'],
  IS: ['24', '11'],
  // Elsewhere
  CN: ['13', '9'],
  JP: ['10', '8'],
  KR: ['10', '10'],
  IN: ['18', '5'],
  SG: ['9', '9'],
  AU: ['10', '10'],
  NZ: ['15', '15'],
  ZA: ['15', '15'],
  MX: ['16', '16'],
  // Federal goods and services tax; provinces add their own.
  CA: ['5', '5'],
  // No federal sales tax; states and cities set their own.
  US: ['0', '0'],
};
