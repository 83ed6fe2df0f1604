/**
 * An integrator at work for a company: adds endpoints of several kinds, rotates, disables and deletes them while deliveries
 * wait, sends again and replays, and has lists and the whole company exported.
 */

import type { Body } from '../harness/world.ts';
import type { Person } from './acts.ts';
import type { Caller } from './callers.ts';
import { HOUR_MS, MINUTE_MS } from './durations.ts';
import type { Receiver } from './receivers.ts';
import type { Simulation } from './simulation.ts';

/** An endpoint as its owner knows it. */
export type Endpoint = {
  readonly id: string;
  readonly tenantId: string;
  readonly events: readonly string[];
  readonly receiver: Receiver;
  /** How many changes of the table there had been when it was asked for. */
  readonly askedAt: number;
  /** The secrets that its owner was told. */
  readonly secrets: string[];
  /** The answer with one of its secrets was lost: that one is known to nobody. */
  missesSecret: boolean;
  /** Nobody has ever disabled it, nor has it said that it is gone. */
  isSteady: boolean;
  /** When its owner heard that it is deleted. */
  deletedAt?: number;
  /** It was made for this replay: what was said before it was added comes by the replay alone. */
  replayedUntil?: string;
};

export type Integrator = { readonly endpoints: Endpoint[]; readonly exportIds: string[] };

type Work = Integrator & { readonly person: Person & { readonly caller: Caller }; readonly simulation: Simulation };
type Act = (work: Work) => Promise<void>;

const TRIES_MAX = 8;
const ROUNDS_MAX = 10;
const DEAD_MS = 20 * HOUR_MS;
const MODULES = ['sales', 'production', 'finance', 'inventory', 'platform'] as const;
const LISTS = ['crm.accounts', 'sales.orders', 'production.orders', 'finance.invoices'] as const;
const FROM_THE_START = '2026-01-01T00:00:00.000Z';

export async function integrate(simulation: Simulation, person: Work['person']): Promise<Integrator> {
  const { chance, sleep } = person;
  const work: Work = { person, simulation, endpoints: [], exportIds: [] };
  for (const make of [everything, oneModule, dead, moody]) if (!chance.oneIn(3)) await make(work);
  const rounds = chance.whole(2, ROUNDS_MAX);
  for (let round = 0; round < rounds; round += 1) {
    await sleep(chance.oneIn(2) ? chance.whole(1, 20_000) : chance.whole(1, HOUR_MS));
    await chance.pick(ACTS)?.(work);
  }
  await newcomer(work);
  return work;
}

/** Adds an endpoint. Where the answer was lost, its owner finds it in the list and has a new secret made. */
async function add(work: Work, events: readonly string[]): Promise<Endpoint | undefined> {
  const { endpoints, person, simulation } = work;
  const { caller, chance, note } = person;
  const receiver = simulation.receivers.open(`${caller.id}/${endpoints.length}`);
  const signing = chance.pick([['v1'], ['v1', 'v1a']] as const);
  const askedAt = simulation.changes.length;
  const answer = await caller.post('/webhooks', { url: receiver.url, events, signing });
  note(`endpoint ${receiver.url} for ${events.join()} → ${answer.status}`);
  const isTold = answer.status < 300;
  const id = isTold ? answer.body.id : await idOf(work, receiver.url);
  if (id === undefined) return undefined;
  const endpoint: Endpoint = {
    ...{ id, tenantId: caller.id, events, receiver, askedAt, secrets: isTold ? [answer.body.secret] : [] },
    ...{ missesSecret: !isTold, isSteady: true },
  };
  endpoints.push(endpoint);
  if (!isTold) await rotate(work, endpoint);
  return endpoint;
}

async function idOf({ person: { caller, sleep } }: Work, url: string): Promise<string | undefined> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const found = (await caller.get('/webhooks?limit=50')).body.data.find((each: Body) => each.url === url);
    if (found !== undefined) return found.id;
    await sleep(MINUTE_MS);
  }
  return undefined;
}

async function everything(work: Work): Promise<void> {
  await add(work, ['*']);
}

async function oneModule(work: Work): Promise<void> {
  await add(work, [`${work.person.chance.pick(MODULES)}.*`]);
}

/** Nobody listens for some hours. */
async function dead(work: Work): Promise<void> {
  const endpoint = await add(work, ['*']);
  if (endpoint === undefined) return;
  const { receiver } = endpoint;
  receiver.isDead = true;
  work.simulation.core.agenda.inBackground(work.person.chance.whole(HOUR_MS, DEAD_MS), () => {
    receiver.isDead = false;
  });
}

async function moody(work: Work): Promise<void> {
  const endpoint = await add(work, ['*']);
  if (endpoint !== undefined) beMoody(work, endpoint, true);
}

/** Answers as it likes; and, where it may leave, says one day that it is gone. */
function beMoody({ person: { chance } }: Work, endpoint: Endpoint, mayLeave: boolean): void {
  endpoint.receiver.reply = () => {
    if (chance.oneIn(2)) return { status: 200 };
    if (mayLeave && chance.oneIn(40)) {
      endpoint.isSteady = false;
      return { status: 410 };
    }
    const status = chance.pick([500, 503, 503, 429, 302, 404] as const);
    if (status === undefined || chance.oneIn(4)) return undefined;
    return chance.oneIn(2) ? { status } : { status, retryAfter: chance.whole(1, 3_600) };
  };
}

const living = ({ endpoints, person }: Work): Endpoint | undefined =>
  person.chance.pick(endpoints.filter(({ deletedAt }) => deletedAt === undefined));

async function rotate(work: Work, endpoint: Endpoint): Promise<void> {
  const { caller, chance, note } = work.person;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const keepOldForHours = chance.pick([0, 1, 24] as const);
    const answer = await caller.post(`/webhooks/${endpoint.id}/rotate`, { keepOldForHours });
    note(`rotate ${endpoint.receiver.url} → ${answer.status}`);
    if (answer.status < 300) endpoint.secrets.push(answer.body.secret);
    if (answer.body.code !== 'idempotency.answer_not_kept') return;
    endpoint.missesSecret = true;
  }
}

async function rotateOne(work: Work): Promise<void> {
  const endpoint = living(work);
  if (endpoint !== undefined) await rotate(work, endpoint);
}

/** Changes the endpoint as it stands, again where somebody was faster: perhaps the same request, sent before. */
async function change({ person }: Work, { id, receiver }: Endpoint, body: object): Promise<void> {
  const { caller, note } = person;
  const path = `/webhooks/${id}`;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const { version: ifMatch } = (await caller.get(path)).body;
    const answer = await caller.patch(path, body, { ifMatch });
    note(`${JSON.stringify(body)} ${receiver.url} → ${answer.status}`);
    if (answer.status !== 412) return;
  }
}

async function disableAndEnable(work: Work): Promise<void> {
  const endpoint = living(work);
  if (endpoint === undefined) return;
  endpoint.isSteady = false;
  await change(work, endpoint, { enabled: false });
  await work.person.sleep(work.person.chance.whole(1, HOUR_MS));
  await change(work, endpoint, { enabled: true });
}

/** Until it is gone: a request that was sent again is told that it is not there. */
async function drop(work: Work): Promise<void> {
  const endpoint = living(work);
  if (endpoint === undefined) return;
  const { caller, note } = work.person;
  const path = `/webhooks/${endpoint.id}`;
  endpoint.isSteady = false;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const { version: ifMatch } = (await caller.get(path)).body;
    const { status } = await caller.delete(path, { ifMatch });
    note(`delete ${endpoint.receiver.url} → ${status}`);
    if (status !== 204 && status !== 404) continue;
    endpoint.deletedAt = work.simulation.core.agenda.now();
    return;
  }
}

async function test(work: Work): Promise<void> {
  const endpoint = living(work);
  if (endpoint !== undefined) await work.person.caller.post(`/webhooks/${endpoint.id}/test`);
}

async function resend(work: Work): Promise<void> {
  const { caller, chance, note } = work.person;
  const endpoint = living(work);
  if (endpoint === undefined) return;
  const path = `/webhooks/${endpoint.id}/deliveries`;
  const ended = ((await caller.get(`${path}?limit=100`)).body.data as Body[]).filter(
    ({ status }) => status !== 'pending',
  );
  const delivery = chance.pick(ended);
  if (delivery === undefined) return;
  const answer = await caller.post(`${path}/${delivery.id}/resend`);
  note(`resend ${delivery.id} → ${answer.status}`);
}

async function replay(work: Work): Promise<void> {
  const { chance } = work.person;
  const endpoint = living(work);
  if (endpoint === undefined) return;
  const since = work.simulation.core.agenda.now() - chance.whole(1, 12 * HOUR_MS);
  const body = { from: new Date(since).toISOString(), mode: chance.pick(['all', 'undelivered'] as const) };
  await startReplay(work, endpoint, { ...body, dryRun: chance.oneIn(4) });
}

async function startReplay({ person }: Work, { id, receiver }: Endpoint, body: object): Promise<Body | undefined> {
  const answer = await person.caller.post(`/webhooks/${id}/replay`, body);
  person.note(`replay ${receiver.url} ${JSON.stringify(body)} → ${answer.status} ${answer.body.code ?? ''}`);
  return answer.status < 300 ? answer.body : undefined;
}

/** Added today, and sent all that was said before; its receiver is moody, and the order has to hold all the same. */
async function newcomer(work: Work): Promise<void> {
  const endpoint = await add(work, ['*']);
  if (endpoint === undefined) return;
  beMoody(work, endpoint, false);
  const started = await startReplay(work, endpoint, { from: FROM_THE_START });
  if (started !== undefined) endpoint.replayedUntil = started.to;
}

const exportOne: Act = async ({ person: { caller, chance, note }, exportIds }) => {
  const isWhole = chance.oneIn(3);
  const kind = isWhole ? 'tenant' : chance.pick(LISTS);
  const answer = await caller.post('/exports', { kind, format: 'ndjson' });
  note(`export ${kind} → ${answer.status}`);
  if (answer.status < 300) exportIds.push(answer.body.id);
};

const ACTS: readonly Act[] = [
  ...[everything, oneModule, rotateOne, rotateOne, disableAndEnable, drop, test, resend, resend],
  ...[replay, replay, exportOne, exportOne],
];
