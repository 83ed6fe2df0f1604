import type { Context } from '../../../shared/context.ts';
import { changedCustomFields, newCustomFields } from '../../../shared/custom-fields/write-custom-fields.ts';
import { expectCurrency, readMinor } from '../../../shared/http/read-money.ts';
import { type ImportInput, importRows, type RowResult } from '../../../shared/import-rows.ts';
import type { ImportOutcome } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { account } from '../account.entity.ts';
import type { AccountFields } from '../account.resource.ts';
import type { AccountRow } from '../account.row.ts';
import type { Account, Address } from '../account.schema.ts';
import { decideAccountChange, decideNewAccount } from '../decide-account.ts';
import { normalDomain, normalEmail } from '../identity.ts';
import { findByExternalId } from '../queries/find-by-external-id.ts';
import { ACCOUNT_EXTERNAL_ID_RULE, addAccount, changeAccount } from '../write-account.ts';

/**
 * At most twelve actions an account (record, audit, two values and three match keys, each one new and one old), and the
 * checks of the accounts above it.
 */
const ROWS_PER_COMMIT = 5;

type Known = Map<string, Stored<Account>>;

/** Adds accounts, or changes those whose external id is known; the same row again changes nothing. */
export async function importAccounts(context: Context, input: ImportInput<AccountRow>): Promise<ImportOutcome[]> {
  const { currency } = await profileOf(context);
  return importRows(context, input, {
    rowsPerCommit: ROWS_PER_COMMIT,
    prepare: (work, rows) =>
      findByExternalId(
        work.records,
        account,
        ACCOUNT_EXTERNAL_ID_RULE,
        rows.flatMap(({ externalId, parentExternalId = externalId }) => [externalId, parentExternalId]),
      ),
    write: (work, row, known) => importAccount(work, row, known, currency),
  });
}

async function importAccount(work: Work, row: AccountRow, known: Known, currency: string): Promise<RowResult> {
  const fields = { ...fieldsOf(row, known, currency), name: row.name };
  const before = known.get(row.externalId);
  if (before === undefined) {
    const custom = await newCustomFields(work, account, row.customFields, 'text');
    const id = work.context.deps.ids.next('acc');
    const created = await addAccount(work, decideNewAccount(id, { ...fields, ...custom }));
    known.set(row.externalId, created);
    return { result: 'created', id: created.id };
  }
  const custom = await changedCustomFields(work, account, before, row.customFields, 'text');
  const { after, changed } = decideAccountChange(before, { ...fields, ...custom });
  if (!changed) return { result: 'unchanged', id: before.id };
  known.set(row.externalId, await changeAccount(work, before, after));
  return { result: 'updated', id: before.id };
}

/** @throws Rejection `currency_mismatch`, `too_many_decimals`, `unknown_account`, `required` (a part of the address) */
function fieldsOf(row: AccountRow, known: Known, currency: string): AccountFields {
  const { creditLimit, currency: rowCurrency = currency, parentExternalId, email, domain } = row;
  const { externalId, phone, taxId, paymentTermsDays, taxTreatment, shippingPolicy, invoicingPolicy, ownerId } = row;
  expectCurrency({ amount: '0', currency: rowCurrency }, currency, '');
  const plain = { externalId, phone, taxId, paymentTermsDays, taxTreatment, shippingPolicy, invoicingPolicy, ownerId };
  const address = addressOf(row);
  return {
    ...(Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)) as AccountFields),
    ...(email === undefined ? {} : { email: normalEmail(email) }),
    ...(domain === undefined ? {} : { domain: normalDomain(domain) }),
    ...(address === undefined ? {} : { address }),
    ...(creditLimit === undefined
      ? {}
      : { creditLimitMinor: readMinor({ amount: creditLimit, currency }, currency, '/creditLimit') }),
    ...(parentExternalId === undefined ? {} : { parentAccountId: needParent(known, parentExternalId) }),
  };
}

function needParent(known: Known, externalId: string): string {
  const parent = known.get(externalId);
  if (parent !== undefined) return parent.id;
  throw rejectField('/parentExternalId', 'unknown_account', `No account has the external id "${externalId}".`);
}

function addressOf(row: AccountRow): Address | undefined {
  const { addressLine1: line1, addressLine2: line2, city, region, postalCode, country } = row;
  if ([line1, line2, city, region, postalCode, country].every((part) => part === undefined)) return undefined;
  if (line1 === undefined) throw rejectField('/addressLine1', 'required', 'is required in an address');
  if (city === undefined) throw rejectField('/city', 'required', 'is required in an address');
  if (country === undefined) throw rejectField('/country', 'required', 'is required in an address');
  return {
    line1,
    city,
    country,
    ...(line2 === undefined ? {} : { line2 }),
    ...(region === undefined ? {} : { region }),
    ...(postalCode === undefined ? {} : { postalCode }),
  };
}
