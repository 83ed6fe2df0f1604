import type { Context } from '../../../shared/context.ts';
import { type ChartResource, presentTaxSettings, type TaxSettingsResource } from '../ledger.resource.ts';
import { CHART_ID, chart, TAX_SETTINGS_ID, taxSettings } from '../settings.entity.ts';

export async function getChart(context: Context): Promise<ChartResource> {
  const { accounts, version } = await context.records.need(chart, CHART_ID);
  return { data: accounts, version };
}

export const getTaxSettings = async (context: Context): Promise<TaxSettingsResource> =>
  presentTaxSettings(await context.records.need(taxSettings, TAX_SETTINGS_ID));
