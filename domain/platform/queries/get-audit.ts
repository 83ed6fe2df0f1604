/** Who changed what on a record, with the proof that nothing was changed or left out since. */
import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { notFound } from '../../../shared/rejection.ts';
import type { Entity, Stored } from '../../../shared/table/entity.ts';
import { auditEntry } from '../../../shared/table/kernel-entities.ts';
import { tenantProfile } from '../../../shared/tenancy.ts';
import type { AuditFault, AuditQuery, AuditResource } from '../audit.resource.ts';
import { allModules } from '../registry.ts';
import { verifyChain } from '../verify-audit.ts';

type Entry = Stored<ReturnType<(typeof auditEntry)['schema']['parse']>>;

/** Entries of one answer, newest last; a record that changes more often is a log and not a record. */
const ENTRIES_MAX = 2_000;

/** @throws Rejection 404 where there is no such record for this tenant */
export async function getAudit(
  context: Context,
  { query: { recordId } }: RouteInput<unknown, AuditQuery>,
): Promise<AuditResource> {
  const entries = await context.records.partition(auditEntry, { recordId }, { limit: ENTRIES_MAX });
  if (entries.length === 0) throw notFound('platform.record');
  const faults: AuditFault[] = [];
  for (const chain of Map.groupBy(entries, ({ entity }) => entity).values())
    faults.push(...verifyChain(chain, await headOf(context, chain)));
  return {
    data: entries,
    verification: { valid: faults.length === 0, entries: entries.length, faults },
  };
}

/** The head that the record holds. Of a chain longer than one answer the head is not among what is verified. */
async function headOf(context: Context, chain: readonly Entry[]): Promise<string | undefined> {
  const last = chain.at(-1);
  if (last === undefined || chain.length === ENTRIES_MAX) return undefined;
  const entities: readonly Entity[] = [tenantProfile, ...(await allModules()).flatMap(({ entities }) => entities)];
  const entity = entities.find(({ name }) => name === last.entity);
  const key = entity === undefined ? undefined : keyOf(entity, last.recordId);
  if (entity === undefined || key === undefined) return undefined;
  return (await context.records.get(entity, key))?.auditHash;
}

/** The key of the record that an entry names: its id, or the values of its key. An id that is only a part is no key. */
function keyOf({ partition, sort }: Entity, recordId: string): Record<string, string> | undefined {
  const names = [...partition, ...sort];
  const values = names.length === 1 ? [recordId] : recordId.split('#');
  if (names.length !== values.length || (names.length > 1 && names.includes('id'))) return undefined;
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}
