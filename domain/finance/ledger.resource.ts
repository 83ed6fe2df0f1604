/** The wire shapes of the chart, the trial balance, an account's ledger, the ageing and the tax settings. */
import { z } from 'zod';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled } from '../../shared/values/decimal.ts';
import { SignedMoney } from '../../shared/values/money.ts';
import { textLine } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import { Account, AccountType } from './accounts.ts';
import type { TaxSettings } from './settings.schema.ts';

export const AccountCode = z.string().regex(/^\d{4,8}$/, 'must be 4 to 8 digits');
export const AccountParams = z.object({ accountCode: AccountCode });

export const ChartResource = z
  .object({ data: z.array(Account), version: z.number().int() })
  .meta({ id: 'ChartOfAccounts' });
export type ChartResource = z.infer<typeof ChartResource>;

export const AccountInput = z.strictObject({
  code: AccountCode,
  name: textLine(100),
  type: AccountType,
});
export type AccountInput = z.infer<typeof AccountInput>;

export const AsOfQuery = z.strictObject({ on: CalendarDate.optional() });
export type AsOfQuery = z.infer<typeof AsOfQuery>;

export const TrialBalanceResource = z
  .object({
    on: CalendarDate,
    currency: z.string(),
    /** Each account with its balance on the side where it stands. */
    accounts: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        type: AccountType,
        debit: SignedMoney,
        credit: SignedMoney,
      }),
    ),
    debit: SignedMoney,
    credit: SignedMoney,
    /** Both sides, which are equal; balances by type: assets and expenses as debit less credit, others the other way. */
    totals: z.object({
      debit: SignedMoney,
      credit: SignedMoney,
      asset: SignedMoney,
      liability: SignedMoney,
      equity: SignedMoney,
      income: SignedMoney,
      expense: SignedMoney,
      /** Income less expenses: what the year or the life of the books has earned so far. */
      result: SignedMoney,
    }),
  })
  .meta({ id: 'TrialBalance' });
export type TrialBalanceResource = z.infer<typeof TrialBalanceResource>;

export const LedgerQuery = z
  .strictObject({ from: CalendarDate, to: CalendarDate })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' });
export type LedgerQuery = z.infer<typeof LedgerQuery>;

export const LedgerResource = z
  .object({
    account: Account,
    from: CalendarDate,
    to: CalendarDate,
    /** Debit less credit before `from`. */
    opening: SignedMoney,
    lines: z.array(
      z.object({
        entryId: z.string(),
        on: CalendarDate,
        memo: z.string(),
        source: z.object({ kind: z.string(), id: z.string() }),
        partyId: z.string().nullable(),
        debit: SignedMoney,
        credit: SignedMoney,
        /** Debit less credit after this line. */
        balance: SignedMoney,
      }),
    ),
    closing: SignedMoney,
  })
  .meta({ id: 'AccountLedger' });
export type LedgerResource = z.infer<typeof LedgerResource>;

/** Buckets of the ageing by days past due (F9). */
export const AGEING_BUCKETS = ['notDue', 'days1To30', 'days31To60', 'days61To90', 'over90'] as const;
export type AgeingBucket = (typeof AGEING_BUCKETS)[number];

const Buckets = z.object({
  notDue: SignedMoney,
  days1To30: SignedMoney,
  days31To60: SignedMoney,
  days61To90: SignedMoney,
  over90: SignedMoney,
  total: SignedMoney,
});
export const AgeingResource = z
  .object({
    on: CalendarDate,
    accounts: z.array(Buckets.extend({ accountId: z.string(), accountName: z.string() })),
    totals: Buckets,
  })
  .meta({ id: 'ReceivablesAgeing' });
export type AgeingResource = z.infer<typeof AgeingResource>;

const Percent = z
  .string()
  .regex(/^(100|[1-9]?\d)(\.\d{1,4})?$/, 'must be a percentage from 0 to 100 with at most 4 decimals')
  .refine((text) => Number(text) <= 100, 'must be at most 100');

export const TaxSettingsResource = z
  .object({
    country: z.string(),
    /** Percent by tax code. */
    rates: z.object({ standard: z.string(), reduced: z.string(), zero: z.string(), exempt: z.string() }),
    source: z.string(),
    version: z.number().int(),
    updatedAt: Instant,
  })
  .meta({ id: 'TaxSettings' });
export type TaxSettingsResource = z.infer<typeof TaxSettingsResource>;

export const TaxSettingsChange = z.strictObject({
  rates: z
    .strictObject({ standard: Percent.optional(), reduced: Percent.optional() })
    .refine((rates) => Object.keys(rates).length > 0, 'changes nothing'),
});
export type TaxSettingsChange = z.infer<typeof TaxSettingsChange>;

export const presentTaxSettings = (record: Stored<TaxSettings>): TaxSettingsResource => ({
  country: record.country,
  rates: {
    standard: fromScaled(record.rates.standard),
    reduced: fromScaled(record.rates.reduced),
    zero: fromScaled(record.rates.zero),
    exempt: fromScaled(record.rates.exempt),
  },
  source: record.source,
  version: record.version,
  updatedAt: record.updatedAt,
});
