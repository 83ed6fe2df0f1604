/** Stops an export; nothing of its file stays. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { exportCancelled } from '../events.ts';
import { exportJob } from '../exports/export.entity.ts';
import { type ExportResource, presentExport } from '../exports/export.resource.ts';
import type { ExportParams } from '../exports/export.schema.ts';
import { exportStates } from '../exports/export.states.ts';

/** The engine's next step finds the job stopped and lets go of the file. @throws Rejection 409 where it has ended */
export const cancelExport = (
  context: Context,
  { params, ifMatch }: RouteInput<ExportParams>,
): Promise<ExportResource> =>
  commit(context, async (work) => {
    const before = await work.records.need(exportJob, params.exportId);
    expectVersion(before, ifMatch);
    const state = transition(exportStates, 'cancel', before.state);
    const after = work.update(exportJob, before, { state, finishedAt: nowAt(context.deps.clock) }, 'cancel');
    work.emit(exportCancelled, after, { exportId: after.id, kind: after.kind, rows: after.rows });
    return presentExport(after);
  });
