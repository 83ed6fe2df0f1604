/** The whole product with receivers that do as a test says, on a clock on which three days take a moment. */
import { modules } from '../../../domain/modules.ts';
import type { EventDefinition } from '../../../shared/events/event.ts';
import type { OutboundAnswer, OutboundRequest } from '../../../shared/outbound/outbound.ts';
import type { Runtime } from '../../../shared/runtime/runtime.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { startDueClock } from '../../harness/due-clock.ts';
import { type Body, createWorld, type TestTenant } from '../../harness/world.ts';

/** What came in at a receiver, at which instant (ms). */
export type Received = OutboundRequest & { readonly at: number; readonly event: Body };
export type Reply = number | Partial<OutboundAnswer> | Error;
export type Receiver = (request: Received) => Reply | Promise<Reply>;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const hosts = ['a', 'b', 'c'] as const;
export type Host = (typeof hosts)[number];
export const urlOf = (host: Host): string => `https://${host}.receiver.example.com/hooks`;

export async function openPostOffice(overrides: Partial<Runtime> = {}) {
  const received: Received[] = [];
  const receivers = new Map<string, Receiver>();
  const world = await createWorld({
    overrides: {
      outbound: () => async (request) => {
        const call = { ...request, at: world.clock.now(), event: JSON.parse(request.body) };
        received.push(call);
        const reply = (await receivers.get(request.url)?.(call)) ?? 200;
        if (reply instanceof Error) throw reply;
        const answer = typeof reply === 'number' ? { status: reply } : reply;
        return { status: 200, headers: {}, body: '', truncated: false, ...answer };
      },
      ...overrides,
    },
  });
  const time = startDueClock(world, modules, () => world.settle());
  const tenant = await world.tenant();

  return {
    world,
    time,
    tenant,
    received,
    /** From now on the receiver answers so; 200 until the first time. */
    answer: (host: Host, receiver: Receiver) => {
      receivers.set(urlOf(host), receiver);
    },
    at: (host: Host): Received[] => received.filter(({ url }) => url === urlOf(host)),
    /** An endpoint, past the seconds in which the reactions may remember that there was none. */
    add: (host: Host, body: object = {}, of: TestTenant = tenant) => addEndpoint(of, host, body),
    /** An event of the tenant, said by nobody: those of one subject count up. */
    say: (definition: EventDefinition, subject: string, sequence: number, data: object, of = tenant) =>
      commit(of.context(), async (work) => {
        const facts = definition.schema.parse(data);
        return work.emit(definition, { id: subject, version: sequence, correlationId: subject }, facts);
      }),
  };
}
export type PostOffice = Awaited<ReturnType<typeof openPostOffice>>;

async function addEndpoint(tenant: TestTenant, host: Host, body: object): Promise<Body> {
  const answer = await tenant.post('/webhooks', { url: urlOf(host), events: ['crm.*'], ...body });
  if (answer.status !== 201) throw new Error(`An endpoint was refused: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

let accounts = 0;
/** An account, and so one event `crm.account.created`. */
export async function addAccount(tenant: TestTenant): Promise<string> {
  accounts += 1;
  const { body } = await tenant.post('/crm/accounts', { name: `Account ${accounts}` });
  return body.id;
}

export const deliveriesOf = async (tenant: TestTenant, webhookId: string, query = ''): Promise<Body[]> => {
  const found: Body[] = [];
  let cursor = '';
  do {
    const { body } = await tenant.get(`/webhooks/${webhookId}/deliveries?limit=200${query}${cursor}`);
    found.push(...body.data);
    cursor = body.nextCursor === null ? '' : `&cursor=${encodeURIComponent(body.nextCursor)}`;
  } while (cursor !== '');
  return found;
};
