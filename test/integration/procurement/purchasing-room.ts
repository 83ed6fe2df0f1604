/** A tenant in which inventory, production and procurement react; what the customer wants is said by the test. */
import { expect } from 'vitest';
import { type AccountRole, accountOf } from '../../../domain/finance/index.ts';
import { inventoryModule } from '../../../domain/inventory/module.ts';
import { procurementModule } from '../../../domain/procurement/module.ts';
import { productionModule } from '../../../domain/production/module.ts';
import { orderConfirmed } from '../../../domain/sales/events.ts';
import { checkBooks } from '../../harness/books.ts';
import type { Answer, Body } from '../../harness/world.ts';
import { faultsOf, openStockRoom, orderIdOf, type StockRoom } from '../inventory/stock-room.ts';

export type Wanted = readonly [sku: string, quantity: string, kind?: 'purchased' | 'manufactured'];
export type PurchasingRoom = StockRoom & {
  /** The body of a POST that must succeed. */
  does(path: string, body?: unknown, options?: { key?: string }): Promise<Body>;
  /** Status, code, pointer and field code of a POST that must be refused. */
  refuses(path: string, body?: unknown): Promise<string>;
  rows(path: string): Promise<Body[]>;
  addVendor(name: string, extra?: object): Promise<string>;
  addPrice(vendorId: string, sku: string, price: string, extra?: object): Promise<Body>;
  /** A confirmed sales order that wants these lines; answers with its id. */
  wants(name: string, lines: readonly Wanted[], requiredOn?: string): Promise<string>;
  /** Requisitions as `quantity state`, in the order of their numbers. */
  bought(): Promise<string[]>;
  /** Debit less credit of the account that plays a role, in minor units. */
  balance(role: AccountRole): number;
};

export const eur = (amount: string) => ({ amount, currency: 'EUR' });

export const refusalOf = ({ status, body }: Answer): string => {
  const [field] = body.errors ?? [];
  return [status, body.code, ...(field === undefined ? [] : [field.pointer])].join(' ');
};

export async function openPurchasingRoom(seed = 'purchasing'): Promise<PurchasingRoom> {
  const room = await openStockRoom(seed, [inventoryModule, productionModule, procurementModule]);
  const { tenant } = room;
  const does: PurchasingRoom['does'] = async (path, body, options = {}) => {
    const { status, body: answer } = await tenant.post(path, body, options);
    if (status >= 300) throw new Error(`POST ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const rows: PurchasingRoom['rows'] = async (path) => (await tenant.get(path)).body.data;
  return {
    ...room,
    does,
    rows,
    refuses: async (path, body) => refusalOf(await tenant.post(path, body)),
    addVendor: async (name, extra = {}) => (await does('/procurement/vendors', { name, ...extra })).id,
    addPrice: (vendorId, sku, price, extra = {}) =>
      does('/procurement/vendor-prices', { vendorId, sku, price: eur(price), leadDays: 5, ...extra }),
    wants: async (name, lines, requiredOn = '2026-04-01') => {
      const orderId = orderIdOf(name);
      await room.say(orderConfirmed, orderId, {
        orderId,
        number: orderId,
        accountId: 'acc',
        opportunityId: 'opp',
        currency: 'EUR',
        requiredOn,
        shippingPolicy: 'partial',
        lines: lines.map(([sku, quantity, kind = 'purchased'], index) => ({
          lineId: `${index + 1}`,
          productId: room.products.get(sku) ?? `no product ${sku}`,
          sku,
          kind,
          quantity,
        })),
        net: eur('0'),
        tax: eur('0'),
        total: eur('0'),
      });
      return orderId;
    },
    bought: async () =>
      (await rows('/procurement/requisitions?limit=200'))
        .sort((a, b) => (a.number < b.number ? -1 : 1))
        .map(({ quantity, state }) => `${quantity} ${state}`),
    balance: (role) =>
      room.world
        .items()
        .filter((item) => item.__edb_e__ === 'finance.entry')
        .flatMap(({ lines }) => lines as { account: string; debitMinor: number; creditMinor: number }[])
        .filter(({ account }) => account === accountOf(role))
        .reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0),
  };
}

/** After each test, once every event is delivered: the books hold, whatever was done. */
export async function expectSoundBooks(room: PurchasingRoom): Promise<void> {
  await room.settle();
  expect(faultsOf(room)).toEqual([]);
  expect(checkBooks(room.world.items())).toEqual([]);
}
