/** What a module's due work must be for its records to be found again; a slip fails at import. */
import type { DueWork } from '../module.ts';
import type { Entity } from '../table/entity.ts';

/** The end of a function of due work (ms): a run that it kills has not outlived its lease. */
export const DUE_TIMEOUT_MS = 30_000;
/** How long a run has its record for itself where the work does not say. */
export const LEASE_MS = 60_000;

type Declared = {
  readonly name: string;
  readonly entities: readonly Entity[];
  readonly due: readonly DueWork[];
};

/** @throws Error that names the entity or the work */
export function checkDueWork({ name, entities, due }: Declared): void {
  for (const work of due) {
    const { entity, leaseMs = LEASE_MS } = work;
    if (!entities.includes(entity)) throw new Error(`${name}.${work.name}: ${entity.name} is not the module's`);
    if (entity.due === undefined) throw new Error(`${name}.${work.name}: ${entity.name} has no attribute "due"`);
    if (leaseMs <= DUE_TIMEOUT_MS)
      throw new Error(`${name}.${work.name}: a lease of ${leaseMs} ms ends within the run`);
  }
  for (const entity of entities.filter((candidate) => candidate.due !== undefined)) {
    const works = due.filter((work) => work.entity === entity).length;
    if (works !== 1) throw new Error(`${entity.name} falls due: it needs one work and has ${works}`);
  }
}
