/** A mutant: one small wrong change to the product, which the proof must notice. */
export type Mutant = {
  /** Unique in its suite; names what is broken, in kebab case. */
  readonly id: string;
  /** The file that is changed, from the root of the repository. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The promise that the change breaks, as a sentence. */
  readonly breaks: string;
};

export type Suite = {
  readonly name: string;
  readonly mutants: readonly Mutant[];
  /** Commands that must pass on the sound product, cheapest first; a mutant is caught when one of them fails. */
  readonly commands: readonly (readonly string[])[];
  /** Share of the mutants that must be caught, of 1. */
  readonly caughtAtLeast: number;
};

/**
 * The text with the mutant's change.
 * @throws Error where the text to find is not there exactly once, so that no mutant is left behind by a change of the code
 */
export function mutate(text: string, { id, file, find, replace }: Mutant): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`${id}: its text stands ${parts.length - 1} times in ${file}, not once`);
  return parts.join(replace);
}
