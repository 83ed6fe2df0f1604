/** The scheduled job: looks at the books of the tenants of whom something was heard, and says what is broken. */
import type { Context } from '../../../shared/context.ts';
import { activityNote, activityOf, activityShards, WINDOW_MS } from '../../../shared/events/activity.ts';
import type { ModuleManifest } from '../../../shared/module.ts';
import type { PlatformContext } from '../../../shared/platform-context.ts';
import { platformWork } from '../../../shared/runtime/contexts.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { DAY_MS, instantOf } from '../../../shared/values/time.ts';
import { allModules } from '../registry.ts';
import { booksRound, ROUND_ID } from './books.entity.ts';
import { lookAtBooks } from './look-at-books.ts';
import { LATE_MS } from './patience.ts';

/** Where the job has never run, or stood still for longer: notes older than this are gone. */
const FIRST_LOOK_BACK_MS = 7 * DAY_MS;
/** Loops of one look: its reads and the record that it writes stay small. */
const LOOPS_A_LOOK = 50;
/** Looks at one tenant in a run; who has more, such as after a large import, goes on in the next. */
const LOOKS_MAX = 40;
const TENANTS_AT_ONCE = 8;
/** Below the five minutes that the schedules' function has, so that it ends by itself. */
const RUN_MAX_MS = 4 * 60_000;

export async function checkBooks(context: PlatformContext): Promise<void> {
  const { clock, metrics } = context.deps;
  const startedMs = clock.now();
  const modules = await allModules();
  const round = await context.platform.records.get(booksRound, ROUND_ID);
  const windows = windowsToRead(round?.next, startedMs);
  const last = windows.at(-1);
  if (last === undefined) return;
  const through = instantOf(Date.parse(last) + WINDOW_MS);
  const tenants = [...(await readNotes(context, windows))];
  let faults = 0;
  for (let start = 0; start < tenants.length; start += TENANTS_AT_ONCE) {
    const some = tenants.slice(start, start + TENANTS_AT_ONCE);
    const isLate = clock.now() - startedMs > RUN_MAX_MS;
    const found = await Promise.all(
      some.map(([tenantId, loops]) =>
        isLate ? noteAgain(context, tenantId, loops) : visit(context, modules, tenantId, loops, through),
      ),
    );
    faults += found.reduce((sum, count) => sum + count, 0);
  }
  // A figure costs by the hours in which it is told; where none is told, the alarm is silent.
  if (faults > 0) metrics.count('BooksBroken', faults);
  await moveOn(context, through);
}

/** Windows from `next` on that ended long enough ago for everything that was noted and committed in them to be there. */
function windowsToRead(next: string | undefined, now: number): string[] {
  const earliest = Math.floor((now - FIRST_LOOK_BACK_MS) / WINDOW_MS) * WINDOW_MS;
  const windows: string[] = [];
  const first = Math.max(earliest, next === undefined ? 0 : Date.parse(next));
  for (let start = first; start + WINDOW_MS + LATE_MS <= now; start += WINDOW_MS) windows.push(instantOf(start));
  return windows;
}

/** The loops that said something, by tenant. */
async function readNotes(context: PlatformContext, windows: readonly string[]): Promise<Map<string, Set<string>>> {
  const tenants = new Map<string, Set<string>>();
  for (const window of windows) {
    const shards = await Promise.all(
      activityShards.map((shard) => context.platform.records.partition(activityNote, { window, shard })),
    );
    for (const { tenant, loop } of shards.flat()) {
      const loops = tenants.get(tenant) ?? new Set();
      if (loop !== '') loops.add(loop);
      tenants.set(tenant, loops);
    }
  }
  return tenants;
}

/** @returns the faults that the tenant has now */
async function visit(
  context: PlatformContext,
  modules: readonly ModuleManifest[],
  tenantId: string,
  loops: ReadonlySet<string>,
  through: string,
): Promise<number> {
  const { deps, platform, actor } = context;
  try {
    const tenant: Context = platform.inTenant(tenantId as TenantId, actor);
    const left = [...loops];
    let outcome = { faults: 0, again: true, behind: true };
    for (let look = 0; look < LOOKS_MAX && (outcome.behind || left.length > 0); look += 1)
      outcome = await lookAtBooks(tenant, modules, left.splice(0, LOOPS_A_LOOK), through);
    if (outcome.faults > 0) deps.logger.error('books are broken', { tenantId, faults: outcome.faults });
    if (outcome.again || left.length > 0) await noteAgain(context, tenantId, new Set(left));
    return outcome.faults;
  } catch (error) {
    deps.logger.error('the books of a tenant could not be looked at', { tenantId, error: String(error) });
    return noteAgain(context, tenantId, loops);
  }
}

/** For the next run: the tenant, and loops of it that have not been looked at. */
async function noteAgain(context: PlatformContext, tenantId: string, loops: ReadonlySet<string>): Promise<number> {
  const wanted = loops.size === 0 ? [''] : [...loops];
  const notes = wanted.map((loop) => activityOf(context.deps.clock.now(), tenantId, loop));
  for (let start = 0; start < notes.length; start += LOOPS_A_LOOK) {
    await commit(platformWork(context), async (work) => {
      for (const { ttl, ...key } of notes.slice(start, start + LOOPS_A_LOOK)) {
        if ((await work.records.get(activityNote, key)) === undefined) work.create(activityNote, { ...key, ttl });
      }
    });
  }
  return 0;
}

/** Of two runs at once the one that got further counts. */
async function moveOn(context: PlatformContext, next: string): Promise<void> {
  await commit(platformWork(context), async (work) => {
    const before = await work.records.get(booksRound, ROUND_ID);
    if (before === undefined) work.create(booksRound, { id: ROUND_ID, next });
    else if (before.next < next) work.update(booksRound, before, { next });
  });
}
