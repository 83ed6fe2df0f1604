/** Stops an import. The rows written so far stay: each was a commit of its own. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { importCancelled } from '../events.ts';
import { importJob } from '../import.entity.ts';
import { type ImportResource, presentImport } from '../import.resource.ts';
import type { ImportParams } from '../import.schema.ts';
import { importStates } from '../import.states.ts';

export const cancelImport = (
  context: Context,
  { params, ifMatch }: RouteInput<ImportParams>,
): Promise<ImportResource> =>
  commit(context, async (work) => {
    const before = await work.records.need(importJob, params.importId);
    expectVersion(before, ifMatch);
    const state = transition(importStates, 'cancel', before.state);
    const after = work.update(importJob, before, { state, finishedAt: nowAt(context.deps.clock) }, 'cancel');
    work.emit(importCancelled, after, { importId: after.id, kind: after.kind, rows: after.counts.rows });
    return presentImport(after);
  });
