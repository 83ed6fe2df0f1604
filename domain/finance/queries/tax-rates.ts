import type { Context } from '../../../shared/context.ts';
import { TAX_SETTINGS_ID, taxSettings } from '../settings.entity.ts';
import type { TaxRates } from '../tax.ts';

/** The tenant's tax rates (percent, scaled), read consistently. */
export async function taxRatesOf(context: Pick<Context, 'records'>): Promise<TaxRates> {
  const { rates } = await context.records.need(taxSettings, TAX_SETTINGS_ID);
  return rates;
}
