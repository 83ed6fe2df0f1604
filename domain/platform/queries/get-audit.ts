/** Who changed what on a record, with the proof that nothing was changed or left out since. */
import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { notFound } from '../../../shared/rejection.ts';
import type { Entity, Stored } from '../../../shared/table/entity.ts';
import { auditEntry } from '../../../shared/table/kernel-entities.ts';
import { tenantProfile } from '../../../shared/tenancy.ts';
import type { AuditFault, AuditQuery, AuditResource } from '../audit.resource.ts';
import { allModules } from '../registry.ts';
import { chainOf, verifyChain } from '../verify-audit.ts';

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
  for (const chain of Map.groupBy(entries, ({ entry }) => chainOf(entry)).values())
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
  // The audit's key holds the first part of the record's key and its sort parts: all there is to most records.
  if (entity === undefined || entity.partition.length !== 1) return undefined;
  const parts = chainOf(last.entry).split('#');
  const key = Object.fromEntries(entity.sort.map((name, index) => [name, parts[index] ?? '']));
  const record = await context.records.get(entity, { [entity.partition[0] ?? 'id']: last.recordId, ...key });
  return record?.auditHash;
}
