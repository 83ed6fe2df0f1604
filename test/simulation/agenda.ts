/** The virtual clock: what happens next is what is due first, and time passes only from one to the next. */

type Entry = { readonly at: number; readonly order: number; readonly run: () => void; readonly isWaitedFor: boolean };

/** A binary heap by time, and by order of entry within a millisecond. */
export class Agenda {
  private readonly heap: Entry[] = [];
  private order = 0;
  private waitedFor = 0;
  private time: number;

  constructor(startAt: number) {
    this.time = startAt;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.time;
  }

  /** True while something is due that rest must wait for. */
  get isBusy(): boolean {
    return this.waitedFor > 0;
  }

  after(delayMs: number, run: () => void): void {
    this.enter(delayMs, run, true);
  }

  /** The same for what rest does not wait for: timers, deadlines. */
  inBackground(delayMs: number, run: () => void): void {
    this.enter(delayMs, run, false);
  }

  /** Lets the next thing happen. @returns false where nothing is due */
  step(): boolean {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (first === undefined || last === undefined) return false;
    if (this.heap.length > 0) this.sink(last);
    if (first.isWaitedFor) this.waitedFor -= 1;
    this.time = Math.max(this.time, first.at);
    first.run();
    return true;
  }

  private enter(delayMs: number, run: () => void, isWaitedFor: boolean): void {
    this.order += 1;
    if (isWaitedFor) this.waitedFor += 1;
    const entry = { at: this.time + Math.ceil(delayMs), order: this.order, run, isWaitedFor };
    let at = this.heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.heap[above];
      if (parent === undefined || isBefore(parent, entry)) break;
      this.heap[at] = parent;
      at = above;
    }
    this.heap[at] = entry;
  }

  private sink(entry: Entry): void {
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const [first, second] = [this.heap[left], this.heap[right]];
      if (first === undefined) break;
      const isRight = second !== undefined && isBefore(second, first);
      const child = isRight ? second : first;
      if (isBefore(entry, child)) break;
      this.heap[at] = child;
      at = isRight ? right : left;
    }
    this.heap[at] = entry;
  }
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);
