/** Where faults are put at levels 1 and 2. */
import { type Chance, chanceOf } from '../integration/loop/chance.ts';
import { type Fault, faultsOf, type Operation } from './faults.ts';

/** Faults by the number of the port call that meets them, counted from 0, in a step of a script. */
export type Place = { readonly script: number; readonly step: number; readonly faults: ReadonlyMap<number, Fault> };

/** The places of a step, of which the port calls are known. */
export type Plan = (script: number, step: number, operations: readonly Operation[]) => readonly Place[];

/** A reader cannot tell a throttled read from one that timed out: level 1 tries one of the two. */
const isToldApart = (operation: Operation, fault: Fault): boolean =>
  fault !== 'time-out, not done' || !['GetItem', 'Query', 'BatchGetItem'].some((read) => operation.includes(read));

/** Level 1: every fault alone at every port call. */
export const everyFault: Plan = (script, step, operations) =>
  operations.flatMap((operation, call) =>
    faultsOf(operation)
      .filter((fault) => isToldApart(operation, fault))
      .map((fault) => ({ script, step, faults: new Map([[call, fault]]) })),
  );

/** Level 2: so many pairs of a step, chosen by chance. */
export function sampledPairs(seed: number, pairs: number): Plan {
  return (script, step, operations) => {
    const chance = chanceOf(seed * 1_000 + script * 100 + step);
    return Array.from({ length: pairs }, () => ({
      script,
      step,
      faults: new Map([one(chance, operations), one(chance, operations)]),
    }));
  };
}

function one(chance: Chance, operations: readonly Operation[]): [number, Fault] {
  const call = chance.whole(0, operations.length - 1);
  const fault = chance.pick(faultsOf(operations[call] ?? 'table GetItem'));
  return [call, fault ?? 'crash before'];
}

/** `0/4/58:message delayed`, or with two faults `0/4/58:crash after+60:throttled`. */
export function readPlace(name: string): Plan {
  const [script, step, where = ''] = name.split('/');
  const faults = new Map(
    where.split('+').map((part): [number, Fault] => {
      const [call = '', fault = ''] = part.split(':');
      return [Number(call), fault as Fault];
    }),
  );
  return (...[atScript, atStep]) =>
    atScript === Number(script) && atStep === Number(step) ? [{ script: atScript, step: atStep, faults }] : [];
}
