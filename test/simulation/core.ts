/** What every part of the simulated cloud stands on: the agenda, chance, the adversary, the trace. */
import type { TableEngine } from '../../infra/local/table/index.ts';
import type { Chance } from '../integration/loop/chance.ts';
import { Agenda } from './agenda.ts';
import { type Adversary, type Fault, type Operation, peaceful } from './faults.ts';
import type { Trace } from './trace.ts';

export type Core = {
  readonly engine: TableEngine;
  readonly agenda: Agenda;
  readonly chance: Chance;
  readonly trace: Trace;
  /** Chooses faults; peaceful once the faults stop. */
  adversary: Adversary;
  /** Sentences about what must never be: broken books, errors that no fault explains. */
  readonly findings: string[];
  /** Notes the operation in the trace, with the fault that it meets. */
  meet(operation: Operation, about: string): Fault | undefined;
};

export type CoreOptions = {
  readonly engine: TableEngine;
  readonly startAt: number;
  readonly chance: Chance;
  readonly trace: Trace;
};

export function startCore({ engine, startAt, chance, trace }: CoreOptions): Core {
  const agenda = new Agenda(startAt);
  const core: Core = {
    engine,
    agenda,
    chance,
    trace,
    adversary: peaceful,
    findings: [],
    meet(operation, about) {
      const fault = core.adversary(operation);
      trace.step(agenda.now(), `${operation} ${about}${fault === undefined ? '' : ` !! ${fault}`}`);
      trace.mark(operation);
      if (fault !== undefined) trace.met(fault);
      return fault;
    },
  };
  return core;
}

/** An error that a fault made, as the SDK names it. */
export const broken = (name: string, more: object = {}): Error =>
  Object.assign(new Error(`Simulated: ${name}`), { name, ...more });
