/**
 * A sales desk and its books without the house behind them: the world with sales and finance only, in which a test
 * says itself what the CRM, the stock and the carrier would have said. Import it after
 * `vi.mock('../../../domain/modules.ts', …)` (see `only-sales-and-finance.ts`).
 */
import { product } from '../../../domain/catalog/product.entity.ts';
import { account } from '../../../domain/crm/account.entity.ts';
import type { Account } from '../../../domain/crm/account.schema.ts';
import { opportunityWon } from '../../../domain/crm/events.ts';
import { returnReceived, shipmentDelivered, shipmentDispatched } from '../../../domain/logistics/events.ts';
import { orderIdFor } from '../../../domain/sales/index.ts';
import type { EventDefinition } from '../../../shared/events/event.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';

export const eur = (amount: string) => ({ amount, currency: 'EUR' });
/** `[sku, quantity, unit price]` */
export type Wanted = readonly [sku: string, quantity: string, price: string];

export type Desk = {
  readonly world: World;
  readonly tenant: TestTenant;
  readonly accountId: string;
  /** Wins an opportunity and gives its order's id; settles unless told not to. */
  win(lines: readonly Wanted[], options?: { settle?: boolean }): Promise<string>;
  dispatch(orderId: string, lines: readonly [lineId: string, quantity: string][]): Promise<string>;
  deliver(orderId: string, shipmentId: string, lines: readonly [lineId: string, quantity: string][]): Promise<void>;
  giveBack(orderId: string, shipmentId: string, lines: readonly [lineId: string, quantity: string][]): Promise<void>;
  emit<Data>(definition: EventDefinition<Data>, subject: string, data: Data, correlationId?: string): Promise<void>;
  newId(prefix: string): string;
};

const SKUS = { BIKE: 'manufactured', BELL: 'purchased', REPAIR: 'service', MANUAL: 'purchased' } as const;

export async function openDesk(terms: Partial<Account> = {}): Promise<Desk> {
  const world = await createWorld();
  const tenant = await world.tenant();
  const context = tenant.context();
  const newId = (prefix: string) => world.runtime.ids.next(prefix);
  const accountId = newId('acc');
  const productIds = new Map(Object.keys(SKUS).map((sku) => [sku, newId('prd')]));
  await commit(context, async (work) => {
    work.create(account, {
      id: accountId,
      name: 'Velo GmbH',
      creditLimitMinor: null,
      paymentTermsDays: 30,
      taxTreatment: 'domestic',
      shippingPolicy: 'partial',
      invoicingPolicy: 'dispatched',
      figures: { lifetimeValueMinor: 0, realisedMarginMinor: 0, ordersCount: 0 },
      ...terms,
    });
    for (const [sku, kind] of Object.entries(SKUS)) {
      work.create(product, {
        id: productIds.get(sku) ?? '',
        sku,
        name: sku.toLowerCase(),
        kind,
        unit: 'pc',
        wholeUnits: false,
        listPrice: toScaled('10'),
        standardCost: toScaled('5'),
        taxCode: sku === 'MANUAL' ? 'reduced' : 'standard',
        valuationMethod: 'average',
        supplyPolicy: 'to_stock',
        leadDays: 0,
        safetyStock: 0,
        reorderPoint: 0,
        saleable: true,
        active: true,
      });
    }
  });

  const emit: Desk['emit'] = (definition, subject, data, correlationId = newId('cor')) =>
    commit(tenant.context(), async (work) => {
      work.emit(definition, { id: subject, version: 1, correlationId }, data);
    });
  const shipped = (lines: readonly [string, string][]) =>
    lines.map(([orderLineId, quantity]) => ({ orderLineId, productId: 'prd', sku: 'sku', quantity }));
  const costed = (lines: readonly [string, string][]) => shipped(lines).map((line) => ({ ...line, cost: eur('5.00') }));

  return {
    world,
    tenant,
    accountId,
    newId,
    emit,
    win: async (lines, { settle = true } = {}) => {
      const opportunityId = newId('opp');
      await emit(opportunityWon, opportunityId, {
        opportunityId,
        accountId,
        name: 'Deal',
        winNumber: 1,
        currency: 'EUR',
        lines: lines.map(([sku, quantity, price], index) => ({
          lineId: `line_${index + 1}`,
          productId: productIds.get(sku) ?? '',
          sku,
          quantity,
          unitPrice: eur(price),
        })),
        quotedAmount: eur('0.00'),
      });
      if (settle) await world.settle();
      return orderIdFor(tenant.id, opportunityId, 1);
    },
    dispatch: async (salesOrderId, lines) => {
      const shipmentId = newId('shp');
      const facts = { shipmentId, number: 'SH-1', salesOrderId };
      await emit(shipmentDispatched, shipmentId, { ...facts, lines: costed(lines) });
      return shipmentId;
    },
    deliver: async (salesOrderId, shipmentId, lines) => {
      await emit(shipmentDelivered, shipmentId, { shipmentId, number: 'SH-1', salesOrderId, lines: shipped(lines) });
    },
    giveBack: async (salesOrderId, shipmentId, lines) => {
      const returnId = newId('ret');
      const facts = { returnId, number: 'RT-1', salesOrderId, shipmentId, reason: 'Too small' };
      await emit(returnReceived, returnId, { ...facts, lines: costed(lines) });
    },
  };
}

/** What must hold of the books of a desk at rest; empty when all does. */
export async function faultsOf({ tenant }: Desk, on?: string): Promise<string[]> {
  const query = on === undefined ? '' : `?on=${on}`;
  const balance = (await tenant.get(`/finance/trial-balance${query}`)).body;
  const ageing = (await tenant.get(`/finance/ageing${query}`)).body;
  const receivable = balance.accounts.find(({ code }: { code: string }) => code === '1100');
  const owed = Number(receivable.debit.amount) - Number(receivable.credit.amount);
  return [
    ...(balance.debit.amount === balance.credit.amount
      ? []
      : [`debit ${balance.debit.amount}, credit ${balance.credit.amount}`]),
    ...(owed.toFixed(2) === Number(ageing.totals.total.amount).toFixed(2)
      ? []
      : [`receivable ${owed}, ageing ${ageing.totals.total.amount}`]),
  ];
}

/** Balance of an account of the trial balance, debit less credit. */
export async function balanceOf({ tenant }: Desk, code: string): Promise<string> {
  const { body } = await tenant.get('/finance/trial-balance');
  const row = body.accounts.find((account: { code: string }) => account.code === code);
  return (Number(row.debit.amount) - Number(row.credit.amount)).toFixed(2);
}
