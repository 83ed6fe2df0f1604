/** What other modules may ask of finance: tax facts, and posting as a part of their commit. */
export { type AccountRole, accountOf } from './accounts.ts';
export { type JournalLine, journalFor, type MoveKind, signedLine } from './journal.ts';
export { type Posting, postJournal } from './parts/post-journal.ts';
export { stockValueIn } from './queries/stock-value.ts';
export { taxRatesOf } from './queries/tax-rates.ts';
export { TaxCode, type TaxedLine, type TaxRates, taxOn } from './tax.ts';
