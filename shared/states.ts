/**
 * State machines as tables. What is not in the table is refused, never skipped; the same guard stands again in the
 * write's condition, because another writer may move the record between the read and the commit.
 */
import { reject } from './rejection.ts';

export type Transition<State extends string> = { readonly from: readonly State[]; readonly to: State };

export type StateMachine<State extends string = string, Verb extends string = string> = {
  readonly aggregate: string;
  readonly initial: readonly State[];
  readonly transitions: Readonly<Record<Verb, Transition<State>>>;
  readonly states: readonly State[];
};

/** Declares a machine: `defineStates('sales.order', ['held', 'confirmed'], { release: { from: ['held'], to: 'confirmed' } })`. */
export function defineStates<const State extends string, const Verb extends string>(
  aggregate: string,
  initial: readonly State[],
  transitions: Readonly<Record<Verb, { readonly from: readonly State[]; readonly to: State }>>,
): StateMachine<State, Verb> {
  const all = Object.values<Transition<State>>(transitions).flatMap(({ from, to }) => [...from, to]);
  return { aggregate, initial, transitions, states: [...new Set([...initial, ...all])] };
}

/**
 * The state that `verb` leads to from `state`.
 * @throws Rejection `<module>.<noun>.illegal_transition` (conflict, 409) that names the states from which it is allowed.
 */
export function transition<State extends string, Verb extends string>(
  machine: StateMachine<State, Verb>,
  verb: Verb,
  state: string,
): State {
  const { from, to } = machine.transitions[verb];
  if ((from as readonly string[]).includes(state)) return to;
  const noun = machine.aggregate.split('.')[1] ?? machine.aggregate;
  throw reject(
    'conflict',
    `${machine.aggregate}.illegal_transition`,
    `Cannot ${verb.replaceAll('_', ' ')} ${noun.replaceAll('_', ' ')} in state "${state}"; allowed from: ${from.join(', ')}.`,
    { facts: { state, allowedFrom: from } },
  );
}

export const canTransition = <State extends string, Verb extends string>(
  machine: StateMachine<State, Verb>,
  verb: Verb,
  state: string,
): boolean => (machine.transitions[verb].from as readonly string[]).includes(state);
