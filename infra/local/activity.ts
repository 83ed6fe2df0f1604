/** Knows whether the cloud has work left: what `idle()` waits for, in tests and before a clean stop. */

export type Activity = {
  /** Adds a part of the cloud, which says whether it has nothing to do. */
  watch(isQuiet: () => boolean): void;
  /** Counts work under way until it ends. */
  during<Result>(work: Promise<Result>): Promise<Result>;
  /** Some part has finished something: whoever waits for idleness looks again. */
  changed(): void;
  /** Resolves when every part is quiet and nothing is under way. @throws Error after `timeoutMs` */
  idle(timeoutMs: number): Promise<void>;
  /** Resolves when nothing is under way, or after `timeoutMs`, for a stop that will not wait longer. */
  settled(timeoutMs: number): Promise<void>;
};

export function openActivity(): Activity {
  const parts: (() => boolean)[] = [];
  const waiting = new Set<() => void>();
  let underWay = 0;
  let asked = false;

  const isIdle = (): boolean => underWay === 0 && parts.every((isQuiet) => isQuiet());
  const endings = new Set<() => void>();
  const changed = (): void => {
    if (waiting.size === 0 || asked) return;
    asked = true;
    // What ended may be about to start the next thing, as a commit wakes the stream.
    setImmediate(() => {
      asked = false;
      if (!isIdle()) return;
      for (const resolve of waiting) resolve();
      waiting.clear();
    });
  };
  return {
    watch: (isQuiet) => {
      parts.push(isQuiet);
    },
    during: async (work) => {
      underWay += 1;
      try {
        return await work;
      } finally {
        underWay -= 1;
        changed();
        if (underWay === 0) for (const end of endings) end();
      }
    },
    changed,
    idle: (timeoutMs) =>
      new Promise((resolve, reject) => {
        const settle = () => {
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => {
          waiting.delete(settle);
          reject(new Error(`The local cloud still had work after ${timeoutMs} ms`));
        }, timeoutMs);
        waiting.add(settle);
        changed();
      }),
    settled: async (timeoutMs) => {
      if (underWay === 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        endings.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
  };
}
