import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { presentTaxSettings, type TaxSettingsChange, type TaxSettingsResource } from '../ledger.resource.ts';
import { TAX_SETTINGS_ID, taxSettings } from '../settings.entity.ts';

/** Changes the tenant's tax rates for orders made from now on; what is confirmed keeps its own. */
export async function updateTaxSettings(
  context: Context,
  { body, ifMatch }: RouteInput<unknown, unknown, TaxSettingsChange>,
): Promise<TaxSettingsResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(taxSettings, TAX_SETTINGS_ID);
    expectVersion(before, ifMatch);
    const { standard, reduced } = body.rates;
    const rates = {
      ...before.rates,
      ...(standard === undefined ? {} : { standard: toScaled(standard) }),
      ...(reduced === undefined ? {} : { reduced: toScaled(reduced) }),
    };
    return presentTaxSettings(work.update(taxSettings, before, { rates, source: 'tenant' }));
  });
}
