/** What the server says of its queues and dead letters. */
type Counts = { readonly name: string; readonly visible: number; readonly held: number; readonly delayed: number };

const REST_MS_MAX = 120_000;
const LOOKS = 3;
const LOOK_EVERY_MS = 200;

/** Resolves when no queue has had a message for several looks. @throws Error that names them after two minutes */
export async function atRest(url: string): Promise<void> {
  const until = performance.now() + REST_MS_MAX;
  for (let quiet = 0; quiet < LOOKS; await sleep(LOOK_EVERY_MS)) {
    const answer = await fetch(`${url}/_local/status`);
    const { queues } = (await answer.json()) as { queues: Counts[] };
    const busy = queues.filter(({ visible, held, delayed }) => visible + held + delayed > 0);
    quiet = busy.length === 0 ? quiet + 1 : 0;
    if (performance.now() > until) throw new Error(`The queues do not drain: ${JSON.stringify(busy)}`);
  }
}

export async function deadLetters(url: string): Promise<unknown[]> {
  const answer = await fetch(`${url}/_local/dead-letters`);
  return ((await answer.json()) as { data: unknown[] }).data;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
