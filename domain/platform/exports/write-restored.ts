/** Writes records as they were, past the unit of work: its versions, audit entries and events are in the container. */
import { asStep, type Context } from '../../../shared/context.ts';
import { reject } from '../../../shared/rejection.ts';
import { canonicalJson } from '../../../shared/table/audit-chain.ts';
import { type Entity, fromItem, type Item, type Stored, toItem } from '../../../shared/table/entity.ts';
import { itemReader } from '../../../shared/table/read-items.ts';
import { sendTransaction } from '../../../shared/table/send-transaction.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { tenantProfile } from '../../../shared/tenancy.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { member } from '../member.entity.ts';
import type { ReadLine } from './check-container.ts';
import { RESTORATION_ID, restoration } from './restoration.entity.ts';
import type { ContainerPerson } from './tenant-container.ts';

const ACTIONS_A_COMMIT = 90;
const BYTES_A_COMMIT = 2 * 1024 * 1024;

type Line = { readonly text: string; readonly read: ReadLine };
type Restored = { readonly entity: Entity; readonly record: Stored<object> };

/** Writes the records of some lines, whose texts name this tenant; those that are there already are left. */
export async function writeLines(context: Context, lines: readonly Line[]): Promise<number> {
  let some: Restored[] = [];
  let bytes = 0;
  let written = 0;
  const flush = async () => {
    if (some.length > 0) await writeRecords(context, some);
    written += some.length;
    [some, bytes] = [[], 0];
  };
  for (const { text, read } of lines) {
    if (read.kind === 'end') continue;
    if (some.length >= ACTIONS_A_COMMIT || bytes + text.length > BYTES_A_COMMIT) await flush();
    const record = read.kind === 'record' ? (JSON.parse(text) as { r: Item }).r : undefined;
    some.push(
      read.kind === 'record'
        ? { entity: read.entity, record: { ...record, tenantId: context.tenantId } as Stored<object> }
        : { entity: member as object as Entity, record: personAsMember(context, read.person) },
    );
    bytes += text.length;
  }
  await flush();
  return written;
}

/**
 * A person of the company as one who was a member once: whoever is named in its records can be seen, nobody can sign in
 * by a file, and an invitation takes them in again under the same id.
 */
function personAsMember(context: Context, { id, email, name, roles }: ContainerPerson): Stored<object> {
  const at = nowAt(context.deps.clock);
  const fields = { id, email, roles, state: 'removed', roleVersion: 0, joinedAt: at };
  const base = { tenantId: context.tenantId, version: 0, createdAt: at, updatedAt: at };
  return { ...fields, ...(name === undefined ? {} : { name }), ...base } as Stored<object>;
}

/** @throws Rejection 409 where another record has the key of one of them */
async function writeRecords(context: Context, restored: readonly Restored[]): Promise<void> {
  await sendTransaction(asStep(context), async () => {
    const items = restored.map(({ entity, record }) => ({ entity, item: toItem(entity, record) }));
    const read = itemReader(context.deps.table);
    const there = await Promise.all(items.map(({ item }) => read({ pk: String(item.pk), sk: String(item.sk) })));
    const writes = items.flatMap(({ entity, item }, index) => {
      const known = there[index];
      if (known === undefined) return [{ kind: 'put', item, when: 'absent' } as const];
      if (entity.name !== member.name && !isSame(entity, known, item)) throw changed();
      return [];
    });
    return { result: undefined, writes, events: [] };
  });
}

const isSame = (entity: Entity, one: Item, other: Item): boolean =>
  canonicalJson(fromItem(entity, one)) === canonicalJson(fromItem(entity, other));

const changed = () =>
  reject(
    'conflict',
    'platform.import.changed_meanwhile',
    'Somebody changed the company while it was restored. Sign up a new one and restore into that.',
  );

/**
 * Marks the company as being restored.
 * @returns whether it is still to be emptied; an earlier attempt with the same container may have come further
 * @throws Rejection 409 where it is restored already, or is being restored from another container
 */
export function beginRestoration(context: Context, importId: string, sha256: string): Promise<boolean> {
  return commit(asStep(context), async (work) => {
    const before = await work.records.get(restoration, RESTORATION_ID);
    if (before === undefined) {
      work.create(restoration, { id: RESTORATION_ID, importId, sha256, state: 'emptying' });
      return true;
    }
    if (before.state === 'restored' || before.sha256 !== sha256) {
      const text = 'This company was restored already, or is being restored from another file.';
      throw reject('conflict', 'platform.import.being_restored', text);
    }
    if (before.importId !== importId) work.update(restoration, before, { importId });
    return before.state === 'emptying';
  });
}

export const markRestoration = (context: Context, state: 'restoring' | 'restored'): Promise<void> =>
  commit(asStep(context), async (work) => {
    const before = await work.records.need(restoration, RESTORATION_ID);
    if (before.state !== state) work.update(restoration, before, { state });
  });

/** The company is as old as the one it was: its log of events begins then. */
export async function adoptProfile(context: Context, createdAt: string): Promise<void> {
  await sendTransaction(asStep(context), async () => {
    const profile = await context.records.need(tenantProfile, context.tenantId);
    if (profile.createdAt <= createdAt) return { result: undefined, writes: [], events: [] };
    const item = toItem(tenantProfile, { ...profile, createdAt });
    return { result: undefined, writes: [{ kind: 'put', item, when: { version: profile.version } }], events: [] };
  });
}
