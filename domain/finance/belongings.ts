/** Where the records are that are in no list. */
import { type Belonging, claimOf, hanging, ofTenant } from '../../shared/belongings.ts';
import { advance, billing } from './billing.entity.ts';
import { journalEntry, REVERSAL_RULE } from './entry.entity.ts';
import { payment, REFERENCE_RULE } from './payment.entity.ts';
import { CHART_ID, chart, TAX_SETTINGS_ID, taxSettings } from './settings.entity.ts';

export const belongings: readonly Belonging[] = [
  ofTenant(
    [
      { entity: chart, id: CHART_ID },
      { entity: taxSettings, id: TAX_SETTINGS_ID },
    ],
    ['INV', 'CN', 'PAY', 'RF'],
  ),
  { of: 'sales.order', found: ({ id }) => [hanging(billing, id)] },
  { of: 'crm.account', found: ({ id }) => [hanging(advance, id)] },
  { of: journalEntry.name, found: ({ id }) => claimOf(REVERSAL_RULE, id) },
  {
    of: payment.name,
    found: ({ method, reference }) =>
      reference === undefined ? [] : claimOf(REFERENCE_RULE, `${String(method)}|${String(reference)}`),
  },
];
