import type { Callback } from '../callback.schema.ts';

/** What a callback says of money, in whatever format it came. */
export type ToldMoney = Pick<Callback, 'kind' | 'reference' | 'amount' | 'currency' | 'target'> & {
  /** When the provider had it (ms since the epoch). */
  readonly atMs: number;
};
