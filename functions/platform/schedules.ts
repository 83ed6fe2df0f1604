/** Lambda entry of the modules' schedules: runs the one that the timer's input names. */
import type { ModuleManifest } from '../../shared/module.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import { platformContext } from '../../shared/runtime/contexts.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { platformClients } from './clients.ts';
import { publishedMetrics } from './published-metrics.ts';

/** The input of every timer that the stack makes from a manifest. */
export type ScheduleEvent = { readonly module: string; readonly schedule: string };
type LoadManifest = (module: string) => Promise<ModuleManifest | undefined>;

export const createSchedules =
  (load: LoadManifest, runtime: Runtime) =>
  async (event: ScheduleEvent): Promise<void> => {
    const name = `${event.module}.${event.schedule}`;
    const manifest = await load(event.module);
    const schedule = manifest?.schedules.find((candidate) => candidate.name === event.schedule);
    if (schedule === undefined) throw new Error(`No manifest declares the schedule ${name}`);
    const id = runtime.ids.next('run');
    const actor = { kind: 'system', id: name } as const;
    const run = await schedule.run();
    await run(platformContext(runtime, { actor, correlationId: id, causationId: id }));
  };

/** Loads the one manifest: the registry would bring the schemas of all modules into this function's start. */
const loadManifest: LoadManifest = async (module) => {
  const loaded: Readonly<Record<string, ModuleManifest>> = await import(`../../domain/${module}/module.ts`);
  return loaded[`${module}Module`];
};

export const create = (runtime: Runtime) => createSchedules(loadManifest, runtime);
export const handler = bindAws(create, { ...platformClients, ...publishedMetrics });
