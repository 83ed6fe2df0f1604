/** What a manifest names by a lazy import, loaded at its first use and kept: an import of what is there takes its time too. */

/** Gives each owner's `run` by importing it once; one that could not be loaded is tried again. */
export function lazyRuns() {
  const loaded = new Map<() => Promise<unknown>, Promise<unknown>>();
  return <Run>(run: () => Promise<Run>): Promise<Run> => {
    const known = loaded.get(run);
    if (known !== undefined) return known as Promise<Run>;
    const made = run();
    loaded.set(run, made);
    made.catch(() => loaded.delete(run));
    return made;
  };
}
