import type { EventEnvelope } from '../../shared/events/event.ts';
import { fromItem } from '../../shared/table/entity.ts';
import { envelopesOf, eventLog } from '../../shared/table/event-log.ts';
import type { Item } from '../harness/books/stored.ts';

/** Every event of the log, in the order of the ids. */
export const loggedEvents = (items: readonly Item[]): EventEnvelope[] =>
  items
    .filter(({ __edb_e__ }) => __edb_e__ === 'event')
    .flatMap((item) => envelopesOf(fromItem(eventLog, item)))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
