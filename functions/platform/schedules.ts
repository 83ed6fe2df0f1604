/** Lambda entry of the modules' schedules: runs the one that the timer's input names. */
import { modules } from '../../domain/modules.ts';
import type { ModuleManifest } from '../../shared/module.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import { platformContext } from '../../shared/runtime/contexts.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { platformClients } from './clients.ts';

/** The input of every timer that the stack makes from a manifest. */
export type ScheduleEvent = { readonly module: string; readonly schedule: string };

export const createSchedules =
  (registry: readonly ModuleManifest[], runtime: Runtime) =>
  async (event: ScheduleEvent): Promise<void> => {
    const name = `${event.module}.${event.schedule}`;
    const manifest = registry.find((candidate) => candidate.name === event.module);
    const schedule = manifest?.schedules.find((candidate) => candidate.name === event.schedule);
    if (schedule === undefined) throw new Error(`No manifest declares the schedule ${name}`);
    const id = runtime.ids.next('run');
    const actor = { kind: 'system', id: name } as const;
    const run = await schedule.run();
    await run(platformContext(runtime, { actor, correlationId: id, causationId: id }));
  };

export const create = (runtime: Runtime) => createSchedules(modules, runtime);
export const handler = bindAws(create, platformClients);
