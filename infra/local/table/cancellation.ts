// Cancelled transactions: one reason for each action, in the request's order.
import { TableError } from './errors.ts';
import type { Item } from './types.ts';

export type CancellationReason = { readonly Code: string; readonly Message?: string; readonly Item?: Item };

/** For an action that was not the cause. */
export const NO_REASON: CancellationReason = { Code: 'None' };

/** The reason of an action that is wrong for its table or item. */
export function invalid(error: TableError): CancellationReason {
  return { Code: 'ValidationError', Message: error.message };
}

export function transactionCancelled(reasons: readonly CancellationReason[]): TableError {
  return new TableError(
    'TransactionCanceledException',
    'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      `[${reasons.map(({ Code }) => Code).join(', ')}]`,
    400,
    { CancellationReasons: reasons },
  );
}
