/** Whole loops under load: first as fast as so many clients can, then as an open loop at a part of that rate. */
import type { ApiClient } from '../cli/api-client.ts';
import { type LoopKind, runLoop } from './bench-shop.ts';
import { type Percentiles, percentiles, processorMs, timed } from './measure.ts';
import { runOpenLoop } from './open-loop.ts';
import { REQUEST_KINDS, type RequestKind } from './request-kinds.ts';
import type { TimedClients } from './timed-client.ts';

export type LoopSpeed = {
  readonly aMinute: number;
  /** Of the clock, for one loop; with several clients their loops overlap. */
  readonly wallMs: number;
  /** Of the server's processor, everything that the loop sets in motion. */
  readonly machineMs: number;
};

/** Each client begins its next loop when its last one is closed. */
export async function runClosed(
  { api, accountId, pid }: { api: ApiClient; accountId: string; pid: number },
  kind: LoopKind,
  clients: number,
  loops: number,
): Promise<LoopSpeed> {
  const each = Math.ceil(loops / clients);
  const count = each * clients;
  const before = processorMs(pid);
  const wallMs = await timed(() =>
    Promise.all(
      Array.from({ length: clients }, async () => {
        for (let index = 0; index < each; index += 1) await runLoop(api, accountId, kind);
      }),
    ),
  );
  return {
    aMinute: (count / wallMs) * 60_000,
    wallMs: wallMs / count,
    machineMs: (processorMs(pid) - before) / count,
  };
}

export type LoadResult = {
  readonly clients: number;
  readonly closed: LoopSpeed;
  /** Loops a minute that arrived in the open loop. */
  readonly offeredAMinute: number;
  /** From the moment at which a loop was due to its close, ms. */
  readonly loop: Percentiles;
  readonly requests: Readonly<Record<RequestKind, Percentiles>>;
};

/** The part of the measured speed at which loops arrive in the open loop: a busy day, with room for the reads beside. */
const OFFERED = 0.6;
/** Requests a second of each kind of reading, beside the loops. */
const READS_PER_SECOND = 5;

export async function runOpen(
  clients: TimedClients,
  accountId: string,
  count: number,
  closed: LoopSpeed,
  seconds: number,
): Promise<LoadResult> {
  const samples = new Map<RequestKind, number[]>(REQUEST_KINDS.map((kind) => [kind, []]));
  const record = (kind: RequestKind, ms: number): void => {
    samples.get(kind)?.push(ms);
  };
  const perSecond = (closed.aMinute / 60) * OFFERED;
  const paths = [`/crm/accounts/${accountId}`, '/crm/accounts?limit=50', '/crm/accounts?q=customer%2000&limit=10'];
  const reads = paths.map((path) =>
    runOpenLoop({ perSecond: READS_PER_SECOND, count: READS_PER_SECOND * seconds, clients: count }, (dueAt) =>
      clients.dueAt(dueAt, record).get(path),
    ),
  );
  const loops = runOpenLoop({ perSecond, count: Math.ceil(perSecond * seconds), clients: count }, (dueAt) =>
    runLoop(clients.dueAt(dueAt, record), accountId, 'T'),
  );
  const [latencies] = await Promise.all([loops, ...reads]);
  return {
    clients: count,
    closed,
    offeredAMinute: perSecond * 60,
    loop: percentiles(latencies),
    requests: Object.fromEntries(
      REQUEST_KINDS.map((kind) => [kind, percentiles(samples.get(kind) ?? [])]),
    ) as LoadResult['requests'],
  };
}
