/**
 * A tenant in which only inventory reacts: the events of sales, production and procurement are said by the test, so
 * that it can say them late, early, twice and in any order.
 */
import { accountOf } from '../../../domain/finance/index.ts';
import { inventoryModule } from '../../../domain/inventory/module.ts';
import { stockEntity } from '../../../domain/inventory/stock.entity.ts';
import { productionCancelled, productionCompleted, productionPlanned } from '../../../domain/production/events.ts';
import { orderCancelled, orderConfirmed } from '../../../domain/sales/events.ts';
import type { EventDefinition, EventEnvelope } from '../../../shared/events/event.ts';
import { eventsFunction } from '../../../shared/events/events-function.ts';
import type { ModuleManifest } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { derivedId } from '../../../shared/values/ids.ts';
import { createWorld, type SettleOptions, type TestTenant, type World } from '../../harness/world.ts';

export type Line = readonly [sku: string, quantity: string];
export type StockRoom = {
  readonly world: World;
  readonly tenant: TestTenant;
  /** Product ids by SKU. */
  readonly products: Map<string, string>;
  addProduct(sku: string, extra?: object): Promise<string>;
  stock(sku: string): Promise<Record<string, unknown> & { byLocation: Record<string, unknown>[] }>;
  putIn(lines: readonly [sku: string, quantity: string, unitCost: string, location?: string][]): Promise<void>;
  say<Data>(definition: EventDefinition<Data>, subject: string, data: Data): Promise<void>;
  confirm(
    orderId: string,
    lines: readonly Line[],
    extra?: { requiredOn?: string; shippingPolicy?: 'partial' | 'whole' },
  ): Promise<void>;
  cancel(orderId: string): Promise<void>;
  plan(productionOrderId: string, components: readonly Line[], startOn?: string): Promise<void>;
  complete(
    productionOrderId: string,
    made: { planned: string; produced: string; reservationId: string; lineId: string },
  ): Promise<void>;
  cancelProduction(
    productionOrderId: string,
    lost?: { reservationId: string; lineId: string; quantity: string },
  ): Promise<void>;
  /** Delivers to inventory what has not been delivered. */
  settle(options?: SettleOptions): Promise<void>;
  /** Delivers what has not been delivered all at once, and says how many messages went back to the queue. */
  settleTogether(): Promise<number>;
  /** Delivers the whole event log to inventory once more. */
  redeliver(options?: SettleOptions): Promise<void>;
  reservation(orderId: string): Promise<Record<string, unknown> & { lines: Record<string, unknown>[] }>;
  close(): void;
};

const eur = (amount: string) => ({ amount, currency: 'EUR' });
/** Ids of documents that only the test knows: the same name has the same id, and later names sort later. */
export const orderIdOf = (name: string): string => derivedId('ord', name);
export const makeIdOf = (name: string): string => derivedId('mfg', name);

export async function openStockRoom(
  seed = 'stock',
  reacting: readonly ModuleManifest[] = [inventoryModule],
): Promise<StockRoom> {
  const world = await createWorld({ seed });
  const tenant = await world.tenant();
  const listeners = reacting.map((manifest) => ({
    name: manifest.name,
    types: new Set(manifest.consumes.map(({ on }) => on.type)),
    react: eventsFunction(manifest, world.runtime),
  }));
  const products = new Map<string, string>();
  const delivered = new Set<string>();

  const must = async (answer: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body as Record<string, unknown>;
  };
  const idOf = (sku: string): string => products.get(sku) ?? `no product ${sku}`;

  const say: StockRoom['say'] = async (definition, subject, data) => {
    await commit(tenant.context(), async (work) => {
      work.emit(definition, { id: subject, version: 1, correlationId: `loop-of-${subject}` }, data);
    });
  };

  type Message = { readonly listener: (typeof listeners)[number]; readonly event: EventEnvelope; failures: number };
  const messagesOf = (events: readonly EventEnvelope[], copies = 1): Message[] =>
    events.flatMap((event) =>
      listeners
        .filter(({ types }) => types.has(event.type))
        .flatMap((listener) => Array.from({ length: copies }, () => ({ listener, event, failures: 0 }))),
    );
  const fresh = (): EventEnvelope[] => {
    const events = tenant.events().filter(({ id }) => !delivered.has(id));
    for (const { id } of events) delivered.add(id);
    return events;
  };
  /** Whether the message was dealt with; a reaction that came too early sends it back to the queue. */
  const send = async ({ listener, event }: Message): Promise<boolean> => {
    const body = JSON.stringify({ detail: event });
    const { batchItemFailures } = await listener.react({ Records: [{ messageId: event.id, body }] });
    return batchItemFailures.length === 0;
  };

  const queue: Message[] = [];
  const deliver = async (start: readonly EventEnvelope[], { pick, copies = 1, most = Infinity }: SettleOptions) => {
    queue.push(...messagesOf(start, copies));
    for (let sent = 0; queue.length > 0 && sent < most; sent += 1) {
      const [message] = queue.splice(pick === undefined ? 0 : Math.floor(pick() * queue.length), 1);
      if (message === undefined) break;
      if (!(await send(message))) {
        message.failures += 1;
        if (message.failures > 5) throw new Error(`${message.listener.name} failed on ${message.event.type}`);
        queue.push(message);
      }
      queue.push(...messagesOf(fresh(), copies));
    }
  };

  return {
    world,
    tenant,
    products,
    say,
    addProduct: async (sku, extra = {}) => {
      const body = await must(
        tenant.post('/catalog/products', { sku, name: sku, kind: 'purchased', unit: 'EA', ...extra }),
      );
      products.set(sku, String(body.id));
      return String(body.id);
    },
    stock: async (sku) => {
      const body = await must(tenant.get(`/inventory/stock?sku=${sku}`));
      return body as Awaited<ReturnType<StockRoom['stock']>>;
    },
    putIn: async (lines) => {
      await must(
        tenant.post('/inventory/adjustments', {
          reason: 'Opening stock',
          lines: lines.map(([sku, quantity, unitCost, location]) => ({
            sku,
            quantity,
            unitCost: eur(unitCost),
            ...(location === undefined ? {} : { location }),
          })),
        }),
      );
    },
    confirm: (orderId, lines, { requiredOn = '2026-04-01', shippingPolicy = 'partial' } = {}) =>
      say(orderConfirmed, orderId, {
        orderId,
        number: orderId,
        accountId: 'acc',
        opportunityId: 'opp',
        currency: 'EUR',
        requiredOn,
        shippingPolicy,
        lines: lines.map(([sku, quantity], index) => ({
          lineId: `${index + 1}`,
          productId: idOf(sku),
          sku,
          kind: sku.startsWith('SERVICE') ? ('service' as const) : ('purchased' as const),
          quantity,
        })),
        net: eur('0'),
        tax: eur('0'),
        total: eur('0'),
      }),
    cancel: (orderId) =>
      say(orderCancelled, orderId, {
        orderId,
        number: orderId,
        accountId: 'acc',
        opportunityId: 'opp',
        reason: 'test',
      }),
    plan: (productionOrderId, components, startOn = '2026-04-01') =>
      say(productionPlanned, productionOrderId, {
        productionOrderId,
        number: productionOrderId,
        productId: 'prd',
        sku: 'MADE',
        quantity: '1',
        startOn,
        dueOn: startOn,
        components: components.map(([sku, quantity], index) => ({
          lineId: `${index + 1}`,
          productId: idOf(sku),
          sku,
          kind: 'purchased' as const,
          quantity,
        })),
      }),
    complete: (productionOrderId, { planned, produced, reservationId, lineId }) =>
      say(productionCompleted, productionOrderId, {
        productionOrderId,
        number: productionOrderId,
        productId: 'prd',
        sku: 'MADE',
        peg: { reservationId, lineId },
        planned,
        produced,
        scrapped: '0',
        plannedCost: eur('0'),
        actualCost: eur('0'),
        lost: [{ reservationId, lineId, quantity: String(Number(planned) - Number(produced)) }],
      }),
    cancelProduction: (productionOrderId, lost) =>
      say(productionCancelled, productionOrderId, {
        productionOrderId,
        number: productionOrderId,
        productId: 'prd',
        sku: 'MADE',
        reason: 'test',
        lost: lost === undefined ? [] : [lost],
      }),
    settle: (options = {}) => deliver(fresh(), options),
    settleTogether: async () => {
      const answers = await Promise.all(messagesOf(fresh()).map(send));
      return answers.filter((isDone) => !isDone).length;
    },
    redeliver: (options = {}) => deliver(tenant.events(), options),
    reservation: async (orderId) => {
      const body = await must(tenant.get(`/inventory/reservations?salesOrderId=${orderId}`));
      const [first] = body.data as Record<string, unknown>[];
      return (first ?? {}) as Awaited<ReturnType<StockRoom['reservation']>>;
    },
    close: () => world.close(),
  };
}

/** A random source from a seed, for the order of delivery. */
export function seeded(seed: number): () => number {
  let state = (seed * 7_919) % 2_147_483_647 || 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** The faults of inventory's own books, in words: S4, S5, F19, reserved within stock, queues equal to what is short. */
export function faultsOf({ world, tenant }: StockRoom): string[] {
  const items = world.items().filter(({ tenantId }) => tenantId === tenant.id);
  const ofKind = <Row>(name: string) => items.filter(({ __edb_e__ }) => __edb_e__ === name) as Row[];
  const faults: string[] = [];
  const stocks = ofKind<Stock>(stockEntity.name);
  const entries = ofKind<{ lines: { productId: string; locationId: string; quantity: number; valueMinor: number }[] }>(
    'inventory.entry',
  );
  const reservations = ofKind<Reservation>('inventory.reservation');
  const shortages = ofKind<{ productId: string; quantity: number }>('inventory.shortage');
  const same = (what: string, found: number, wanted: number) => {
    if (found !== wanted) faults.push(`${what}: ${found} instead of ${wanted}`);
  };
  for (const stock of stocks) {
    const moves = entries.flatMap(({ lines }) => lines).filter(({ productId }) => productId === stock.productId);
    const levels = Object.entries(stock.levels);
    same(`${stock.sku} on hand`, stock.onHand, sum(moves.map(({ quantity }) => quantity)));
    same(`${stock.sku} value`, stock.valueMinor, sum(moves.map(({ valueMinor }) => valueMinor)));
    for (const [id, level] of levels) {
      same(
        `${stock.sku} at ${level.code}`,
        level.onHand,
        sum(moves.filter(({ locationId }) => locationId === id).map(({ quantity }) => quantity)),
      );
      same(`${stock.sku} free at ${level.code}`, level.free, level.onHand - level.reserved);
      if (level.free < 0 || level.reserved < 0) faults.push(`${stock.sku} at ${level.code} is below zero`);
    }
    same(`${stock.sku} reserved`, stock.reserved, sum(levels.map(([, level]) => level.reserved)));
    same(`${stock.sku} available`, stock.available, sum(levels.map(([, level]) => (level.pickable ? level.free : 0))));
    const lines = reservations.flatMap((reservation) =>
      reservation.lines.map((line) => ({ ...line, state: reservation.state })),
    );
    const own = lines.filter(({ productId }) => productId === stock.productId);
    same(
      `${stock.sku} held by reservations`,
      stock.reserved,
      sum(own.map(({ reserved, consumed }) => reserved - consumed)),
    );
    const queue = sum(
      shortages.filter(({ productId }) => productId === stock.productId).map(({ quantity }) => quantity),
    );
    same(`${stock.sku} waiting`, stock.waiting, queue);
    const lacking = own.filter(({ state, toOrder }) => state === 'open' && !toOrder);
    same(`${stock.sku} lacking`, queue, sum(lacking.map(({ quantity, reserved }) => quantity - reserved)));
    if (stock.available > 0 && queue > 0) faults.push(`${stock.sku}: ${stock.available} free while ${queue} wait`);
  }
  const ledger = ofKind<{ lines: { account: string; debitMinor: number; creditMinor: number }[] }>(
    'finance.entry',
  ).flatMap(({ lines }) => lines);
  const stockAccount = ledger.filter(({ account }) => account === STOCK_ACCOUNT);
  same(
    'stock account',
    sum(stockAccount.map(({ debitMinor, creditMinor }) => debitMinor - creditMinor)),
    sum(stocks.map(({ valueMinor }) => valueMinor)),
  );
  return faults;
}

const STOCK_ACCOUNT = accountOf('stock');
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
type Stock = {
  productId: string;
  sku: string;
  onHand: number;
  reserved: number;
  available: number;
  waiting: number;
  valueMinor: number;
  levels: Record<string, { code: string; pickable: boolean; onHand: number; reserved: number; free: number }>;
};
type Reservation = {
  state: string;
  lines: { productId: string; quantity: number; reserved: number; consumed: number; toOrder: boolean }[];
};
