import { type Finding, findingOf, type Look, type ToldState } from '../../../shared/books.ts';
import type { Entity } from '../../../shared/table/entity.ts';
import { eventLog, loopEvents } from '../../../shared/table/event-log.ts';
import { entityOfId } from './generic-checks.ts';

type Told = { readonly state?: string; readonly correlationId?: string };

export const checkTold =
  (told: readonly ToldState[]) =>
  async ({ context: { records }, subject }: Look): Promise<Finding> => {
    const entity = entityOfId(
      told.map((row) => row.entity),
      subject,
    );
    if (entity === undefined) return findingOf([]);
    const record: Told | undefined = await records.get(entity as Entity<Told>, entity.keyOf?.(subject) ?? subject);
    const wanted = told.find((row) => row.entity.name === entity.name && row.state === record?.state);
    if (wanted === undefined || record?.correlationId === undefined) return findingOf([]);
    const { correlationId } = record;
    const said = loopEvents(await records.partition(eventLog, { correlationId }));
    return said.some((event) => event.subject === subject && event.type === wanted.by.type)
      ? findingOf([])
      : findingOf([`${subject} is ${record.state}, and no ${wanted.by.type} was said of it`]);
  };
