import { defineEntity } from '../../../shared/table/entity.ts';
import { BooksRecord, BooksRound, BooksTally } from './books.schema.ts';

export const BOOKS_ID = 'books';
export const ROUND_ID = 'round';

/** None is audited: they are made from what they look at, and are no part of it. */
const derived = { listed: false, audited: false } as const;

export const booksRecord = defineEntity({ name: 'platform.books', schema: BooksRecord, ...derived });
export const booksTally = defineEntity({
  name: 'platform.books_tally',
  schema: BooksTally,
  key: { partition: ['check'], sort: ['subject'] },
  ...derived,
});
export const booksRound = defineEntity({
  name: 'platform.books_round',
  schema: BooksRound,
  space: 'platform',
  ...derived,
});
