import { z } from 'zod';
import { Account } from './accounts.ts';

/** The one chart of accounts of a tenant. */
export const Chart = z.object({ id: z.string(), accounts: z.array(Account) });
export type Chart = z.infer<typeof Chart>;

/** The one record of a tenant's tax rates. */
export const TaxSettings = z.object({
  id: z.string(),
  country: z.string(),
  /** Percent by tax code, scaled 10^-6. */
  rates: z.object({ standard: z.number(), reduced: z.number(), zero: z.number(), exempt: z.number() }),
  /** Where the rates come from: the table's date, or `tenant` once a person has changed them. */
  source: z.string(),
});
export type TaxSettings = z.infer<typeof TaxSettings>;
