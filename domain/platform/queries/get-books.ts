/** The result of the last look; looking itself is the scheduled job's. */
import type { Context } from '../../../shared/context.ts';
import { BOOKS_ID, booksRecord } from '../books/books.entity.ts';
import { type BooksResource, presentBooks } from '../books/books.resource.ts';
import { namesOf } from '../books/look-at-books.ts';
import { allModules } from '../registry.ts';

export async function getBooks(context: Context): Promise<BooksResource> {
  const [record, modules] = await Promise.all([context.records.get(booksRecord, BOOKS_ID), allModules()]);
  return presentBooks(record, namesOf(modules));
}
