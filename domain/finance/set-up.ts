/** What a tenant's books begin with: its chart of accounts and the tax rates of its country. */
import type { TenantFacts } from '../../shared/module.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { STARTING_CHART } from './accounts.ts';
import { RATES_AS_OF } from './country-rates.ts';
import { CHART_ID, chart, TAX_SETTINGS_ID, taxSettings } from './settings.entity.ts';
import { startingRates } from './tax.ts';

export function setUpFinance(work: Work, { country }: TenantFacts): void {
  work.create(chart, { id: CHART_ID, accounts: [...STARTING_CHART] });
  work.create(taxSettings, {
    id: TAX_SETTINGS_ID,
    country,
    rates: startingRates(country),
    source: `country table of ${RATES_AS_OF}`,
  });
}
