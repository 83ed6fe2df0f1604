/** Checks that hold for the records of every module: the audit chain, and the event of each state. */
import { type BookCheck, eventCheck, type ToldState } from '../../../shared/books.ts';
import type { ModuleManifest } from '../../../shared/module.ts';
import type { Entity } from '../../../shared/table/entity.ts';

const prefixOf = (id: string): string => id.slice(0, id.indexOf('_'));

/** The entity of a record that has an id with a prefix, among those given. */
export const entityOfId = (entities: readonly Entity[], id: string): Entity | undefined =>
  entities.find(({ idPrefix }) => idPrefix !== undefined && idPrefix === prefixOf(id));

/** Records that their id alone finds. */
const isFoundById = ({ keyOf, partition, sort }: Entity): boolean =>
  keyOf !== undefined || (partition.length === 1 && partition[0] === 'id' && sort.length === 0);

/** Every event's subject that is kept in an audit chain. */
export function chainCheck(modules: readonly ModuleManifest[]): BookCheck {
  const audited = modules.flatMap(({ entities }) => entities).filter((entity) => entity.audited && isFoundById(entity));
  return eventCheck({
    name: 'platform.audit_chains_verify',
    summary: 'The newest audit entries of a record follow one another, and the last is the record’s own.',
    holds: 'at_rest',
    on: modules.flatMap(({ emits }) => emits),
    subjects: ({ subject }) => (entityOfId(audited, subject) === undefined ? [] : [subject]),
    run: async () => (await import('./check-chain.ts')).checkChain(audited),
  });
}

/** Records in a state that an event must have told. */
export function toldCheck(modules: readonly ModuleManifest[]): BookCheck {
  const told: readonly ToldState[] = modules.flatMap(({ books }) => books.told);
  const entities = [...new Set(told.map(({ entity }) => entity))];
  return eventCheck({
    name: 'platform.states_have_events',
    summary: 'Each change of a document’s state has its event.',
    holds: 'at_rest',
    on: modules.flatMap(({ emits }) => emits),
    subjects: ({ subject }) => (entityOfId(entities, subject) === undefined ? [] : [subject]),
    run: async () => (await import('./check-told.ts')).checkTold(told),
  });
}
