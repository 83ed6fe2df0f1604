/**
 * Journal lines as data, built and checked without I/O. Amounts are minor units of the company's currency, zero or
 * more, on one side.
 */
import { type AccountRole, accountOf, CONTROL_ROLES } from './accounts.ts';

type Party = { readonly partyId?: string | undefined };
/** A line by role: the account of the role is found here, never by the caller. */
export type JournalLine = Party & { readonly role: AccountRole } & (
    | { readonly debitMinor: number }
    | { readonly creditMinor: number }
  );

/** A line as it is kept: account code, one side above zero. */
export type PostedLine = {
  account: string;
  /** The part its account plays; absent on accounts that only people post to. */
  role?: AccountRole | undefined;
  debitMinor: number;
  creditMinor: number;
  /** Customer or vendor; on control accounts always (F2). */
  partyId?: string | undefined;
};

/** Valued moves and the two accounts between which each moves its value (DESIGN 1). */
export const MOVE_ACCOUNTS = {
  /** Goods from a vendor. */
  receipt: { debit: 'stock', credit: 'received_not_invoiced' },
  /** Goods back to a vendor. */
  receipt_return: { debit: 'received_not_invoiced', credit: 'stock' },
  /** Components to production. */
  issue: { debit: 'work_in_progress', credit: 'stock' },
  /** Components back from production. */
  issue_return: { debit: 'stock', credit: 'work_in_progress' },
  /** Finished goods from production. */
  output: { debit: 'stock', credit: 'work_in_progress' },
  /** Labour and machine time taken up by an order. */
  absorption: { debit: 'work_in_progress', credit: 'conversion_cost_absorbed' },
  /** What is left in an order when it is done: positive where it cost more than went into stock. */
  production_variance: { debit: 'production_variance', credit: 'work_in_progress' },
  /** Goods to a customer. */
  dispatch: { debit: 'cost_of_goods_sold', credit: 'stock' },
  /** Goods back from a customer, at the cost at which they left. */
  return: { debit: 'stock', credit: 'cost_of_goods_sold' },
  /** A count, an opening stock, a loss (negative). */
  adjustment: { debit: 'stock', credit: 'stock_adjustment' },
} as const satisfies Readonly<Record<string, { debit: AccountRole; credit: AccountRole }>>;
export type MoveKind = keyof typeof MOVE_ACCOUNTS;

/** The journal lines of a valued move. `valueMinor` below zero turns the sides; zero gives no lines. */
export function journalFor(move: { readonly kind: MoveKind; readonly valueMinor: number }): JournalLine[] {
  const { debit, credit } = MOVE_ACCOUNTS[move.kind];
  if (move.valueMinor === 0) return [];
  const amount = Math.abs(move.valueMinor);
  const [to, from] = move.valueMinor > 0 ? [debit, credit] : [credit, debit];
  return [
    { role: to, debitMinor: amount },
    { role: from, creditMinor: amount },
  ];
}

/** One line of either sign: a positive amount on `side`, a negative one on the other. */
export function signedLine(role: AccountRole, side: 'debit' | 'credit', amountMinor: number): JournalLine {
  const isDebit = (side === 'debit') === amountMinor >= 0;
  const amount = Math.abs(amountMinor);
  return isDebit ? { role, debitMinor: amount } : { role, creditMinor: amount };
}

/**
 * The lines as they are kept, zero lines dropped.
 * @throws Error where they do not balance, an amount is negative or no integer, or a control account lacks its party
 *   (F1, F2): a caller's design error, never a user's
 */
export function postedLines(lines: readonly JournalLine[]): PostedLine[] {
  const posted = lines.map((line): PostedLine => {
    const debitMinor = 'debitMinor' in line ? line.debitMinor : 0;
    const creditMinor = 'creditMinor' in line ? line.creditMinor : 0;
    const kept: PostedLine = { account: accountOf(line.role), role: line.role, debitMinor, creditMinor };
    if (line.partyId !== undefined) kept.partyId = line.partyId;
    else if (CONTROL_ROLES.has(line.role)) throw new Error(`A line on "${line.role}" needs a party`);
    return kept;
  });
  return balancedLines(posted);
}

/** Checks that lines balance and drops those of zero. @throws Error as `postedLines` */
export function balancedLines(lines: readonly PostedLine[]): PostedLine[] {
  let difference = 0;
  for (const { account, debitMinor, creditMinor } of lines) {
    for (const amount of [debitMinor, creditMinor]) {
      if (!Number.isSafeInteger(amount) || amount < 0) throw new Error(`Not an amount on ${account}: ${amount}`);
    }
    difference += debitMinor - creditMinor;
  }
  if (difference !== 0) throw new Error(`Journal lines do not balance: debit less credit is ${difference}`);
  return lines.filter(({ debitMinor, creditMinor }) => debitMinor !== 0 || creditMinor !== 0);
}
