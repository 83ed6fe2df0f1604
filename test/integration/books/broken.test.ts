/**
 * Each check finds what it is for: the stored items are broken by hand, past every guard, and the books must say what is
 * wrong and by which event. Afterwards they are mended, and the books must hold again.
 */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, putInStock, type Shop, win } from '../../harness/bicycle-shop.ts';
import { booksOffice } from '../../harness/books-office.ts';
import { TEST_TABLE } from '../../harness/engine-runtime.ts';
import { type Body, createWorld, type World } from '../../harness/world.ts';
import { playOut } from '../../harness/world-api.ts';

let world: World;
let shop: Shop;
/** Notes are read as far back as this; each case starts its books anew. */
beforeAll(async () => {
  world = await createWorld();
  shop = await openShop(await world.tenant());
  await putInStock(shop.tenant, [['BELL', '9', '3.00']]);
  const { salesOrderId } = await win(shop, [['BELL', '5']]);
  await playOut(world, shop.tenant, salesOrderId);
  const money = (amount: string) => ({ amount, currency: 'EUR' });
  const { accountId } = shop;
  await shop.tenant.post('/finance/payments', { accountId, amount: money('20.00'), method: 'cash' });
  await shop.tenant.post('/finance/refunds', { accountId, amount: money('5.00'), method: 'cash' });
  await world.settle();
});
afterAll(() => world.close());

const stored = (): Body[] =>
  [...world.engine.scanAll(TEST_TABLE)].map((item) => unmarshall(item as Parameters<typeof unmarshall>[0]));
const client = () => world.runtime.tenantTable(shop.tenant.id);
const put = (item: Body) => client().send(new PutCommand({ TableName: TEST_TABLE, Item: item }));
const remove = ({ pk, sk }: Body) => client().send(new DeleteCommand({ TableName: TEST_TABLE, Key: { pk, sk } }));
const isOf = (entity: string) => (item: Body) => item.pk.startsWith(`t#${shop.tenant.id}#${entity}#`);

async function forgetBooks(): Promise<void> {
  for (const item of stored().filter(isOf('platform.books'))) await remove(item);
}

/** Looks until what must hold at rest has had its time. */
async function lookForAnHour() {
  const office = booksOffice(world);
  for (let look = 0; look < 3; look += 1) await office.look();
  return { office, books: (await shop.tenant.get('/health/books')).body };
}

type Break = (item: Body) => Body | undefined;
const firstLine =
  (change: (line: Body) => object): Break =>
  (item) => ({
    ...item,
    lines: item.lines.map((line: Body, at: number) => (at === 0 ? { ...line, ...change(line) } : line)),
  });
const firstLevel =
  (change: (level: Body) => object): Break =>
  (item) => ({
    ...item,
    levels: Object.fromEntries(
      Object.entries(item.levels).map(([place, level]) => [place, { ...(level as Body), ...change(level) }]),
    ),
  });

type Case = {
  readonly check: string;
  readonly what: string;
  readonly entity: string;
  readonly where?: (item: Body) => boolean;
  readonly by: Break;
  readonly says: RegExp;
  readonly event: string;
  /** What is broken has been counted: the books are begun anew once it is mended (docs/operations.md). */
  readonly isCounted?: boolean;
};

const CASES: readonly Case[] = [
  {
    check: 'finance.entries_balance',
    what: 'a journal entry of an invoice that debits more than it credits',
    entity: 'finance.entry',
    where: ({ source }) => source.kind === 'invoice',
    by: firstLine(({ debitMinor }) => ({ debitMinor: debitMinor + 1 })),
    says: /journal entry jnl_\w+ for invoice inv_\w+: debit 5892, credit 5891/,
    event: 'finance.invoice.issued',
  },
  {
    check: 'finance.payments_are_allocated_once',
    what: 'a payment that cleared more than was paid',
    entity: 'finance.payment',
    where: ({ allocations }) => allocations.length === 1,
    by: (item) => ({ ...item, allocations: [{ ...item.allocations[0], amountMinor: 9999 }] }),
    says: /payment PAY-2026-00001 of 5891: cleared 9999/,
    event: 'finance.payment.received',
  },
  {
    check: 'finance.invoices_add_up',
    what: 'an invoice that is not the sum of its lines',
    entity: 'finance.invoice',
    by: (item) => ({ ...item, netMinor: item.netMinor + 1 }),
    says: /invoice INV-2026-00001: lines 4950 net/,
    event: 'finance.invoice.paid',
  },
  {
    check: 'finance.advances_are_not_overdrawn',
    what: 'an advance below nothing',
    entity: 'finance.advance',
    by: (item) => ({ ...item, balanceMinor: -1 }),
    says: /the advance of account \w+ is -1/,
    event: 'finance.advance.refunded',
  },
  {
    check: 'finance.invoiced_as_dispatched',
    what: 'an order that was billed less than left',
    entity: 'sales.order',
    by: firstLine(() => ({ billed: 4_000_000 })),
    says: /order SO-2026-00001 BELL: delivered 5, billed 4; .* billed 4, its invoices 5/,
    event: 'finance.invoice.issued',
  },
  {
    check: 'logistics.orders_know_what_left',
    what: 'an order with a return that no shipment knows of',
    entity: 'sales.order',
    by: firstLine(() => ({ returned: 1_000_000 })),
    says: /order SO-2026-00001 BELL: returned 1, by shipments 0/,
    event: 'logistics.shipment.dispatched',
  },
  {
    check: 'inventory.stock_is_the_sum_of_its_moves',
    what: 'stock that nobody moved',
    entity: 'inventory.stock',
    by: firstLevel(({ onHand, free }) => ({ onHand: onHand + 1_000_000, free: free + 1_000_000 })),
    says: /BELL at \w+: on hand 5, moves 4/,
    event: 'inventory.stock.moved',
  },
  {
    check: 'inventory.stock_is_the_sum_of_its_moves',
    what: 'a value that no move brought',
    entity: 'inventory.stock',
    by: (item) => ({ ...item, valueMinor: 1_201 }),
    says: /value of BELL: 1201, moves 1200/,
    event: 'inventory.stock.moved',
  },
  {
    check: 'inventory.moves_are_in_the_ledger',
    what: 'a dispatch that is worth more than the ledger says',
    entity: 'inventory.entry',
    where: ({ kind }) => kind === 'dispatch',
    by: firstLine(({ valueMinor }) => ({ valueMinor: valueMinor - 1 })),
    says: /stock entry ste_\w+ \(dispatch for \w+\): value -1501, ledger -1500/,
    event: 'inventory.stock.moved',
    isCounted: true,
  },
  {
    check: 'inventory.reserved_within_stock',
    what: 'more reserved than there is',
    entity: 'inventory.stock',
    by: firstLevel(({ onHand }) => ({ reserved: onHand + 1_000_000, free: -1_000_000 })),
    says: /BELL at \w+: on hand 4, reserved 5, free -1/,
    event: 'inventory.stock.moved',
  },
  {
    check: 'inventory.waiting_is_queued',
    what: 'somebody who waits in no queue, beside free goods',
    entity: 'inventory.stock',
    by: (item) => ({ ...item, waiting: 2_000_000 }),
    says: /BELL: waiting 2, in the queue 0; BELL: 4 are free while 2 wait/,
    event: 'inventory.stock.moved',
  },
  {
    check: 'inventory.reservations_add_up',
    what: 'a demand that holds what it has used',
    entity: 'inventory.reservation',
    by: firstLine(() => ({ consumed: 4_000_000 })),
    says: /BELL for ord_\w+ \(fulfilled\): wants 5, has found 5, used 4, holds 0/,
    event: 'inventory.stock.reserved',
  },
  {
    check: 'sales.wins_have_one_order',
    what: 'a win without its order',
    entity: 'sales.order',
    by: () => undefined,
    says: /a won opportunity has no order ord_/,
    event: 'crm.opportunity.won',
  },
  {
    check: 'platform.audit_chains_verify',
    what: 'an audit entry that was rewritten',
    entity: 'audit',
    where: ({ pk, entry }) => pk.includes('#inv_') && Number(entry ?? 1) >= 1,
    by: (item) => ({ ...item, actor: { kind: 'user', id: 'usr_somebody_else' } }),
    says: /audit entry 0+\d of inv_\w+ was altered/,
    event: 'finance.invoice.paid',
  },
  {
    check: 'platform.audit_chains_verify',
    what: 'a record that was changed without an audit entry',
    entity: 'finance.invoice',
    by: (item) => ({ ...item, version: item.version + 1 }),
    says: /inv_\w+ is at version 3, its audit at 2/,
    event: 'finance.invoice.paid',
  },
  {
    check: 'platform.states_have_events',
    what: 'a state that was never told',
    entity: 'event',
    where: ({ events }) => events?.some(({ type }: Body) => type === 'logistics.shipment.delivered'),
    by: (item) => ({
      ...item,
      events: item.events.filter(({ type }: Body) => type !== 'logistics.shipment.delivered'),
    }),
    says: /shp_\w+ is delivered, and no logistics.shipment.delivered was said of it/,
    event: 'logistics.shipment.dispatched',
  },
  {
    check: 'platform.numbers_have_no_gap',
    what: 'a series that was set back, so that a number comes twice',
    entity: 'series',
    where: ({ pk }) => pk.endsWith('#INV-2026'),
    by: (item) => ({ ...item, last: 0 }),
    says: /a document has the number INV-2026-00001, and the series stands at 0/,
    event: 'finance.invoice.issued',
  },
];

it('a gap in document numbers is found between documents that the books have seen', async () => {
  const other = await createWorld({ seed: 'gap' });
  const { tenant, accountId } = await openShop(await other.tenant());
  const office = booksOffice(other);
  const pay = () =>
    tenant.post('/finance/payments', { accountId, amount: { amount: '1.00', currency: 'EUR' }, method: 'cash' });
  await pay();
  await office.look();
  const { body: payment } = await pay();
  const [item] = [...other.engine.scanAll(TEST_TABLE)]
    .map((raw): Body => unmarshall(raw as Parameters<typeof unmarshall>[0]))
    .filter(({ pk }) => pk.endsWith(`#${payment.id}`) && pk.includes('#finance.payment#'));
  await other.runtime
    .tenantTable(tenant.id)
    .send(new PutCommand({ TableName: TEST_TABLE, Item: { ...item, number: 'PAY-2026-00004' } }));
  for (let look = 0; look < 3; look += 1) await office.look();
  const { state, faults } = (await tenant.get('/health/books')).body;
  expect(state).toBe('broken');
  expect(faults).toMatchObject([
    {
      check: 'platform.numbers_have_no_gap',
      subject: 'PAY-2026',
      message: 'no document has the number PAY-2026-00002, and one has PAY-2026-00004',
      event: { type: 'finance.payment.received', subject: payment.id },
    },
  ]);
  other.close();
});

describe('broken books', () => {
  it.each(CASES)('$check finds $what', async ({ check, entity, where = () => true, by, says, event, isCounted }) => {
    await forgetBooks();
    const [item] = stored().filter((one) => isOf(entity)(one) && where(one));
    expect(item, `no ${entity}`).toBeDefined();
    const changed = by(item);
    if (changed === undefined) await remove(item);
    else await put(changed);
    const { office, books } = await lookForAnHour();
    await put(item);
    expect(books.state).toBe('broken');
    expect(books.checks.find(({ name }: Body) => name === check)?.state).toBe('broken');
    const fault = books.faults.find((one: Body) => one.check === check);
    expect(fault.message).toMatch(says);
    expect(fault.event?.type).toBe(event);
    const told = shop.tenant.events().find(({ id }) => id === fault.event.id);
    expect(told).toMatchObject({ subject: fault.event.subject, correlationId: fault.event.correlationId });
    expect(office.broken.at(-1)).toBeGreaterThan(0);

    if (isCounted === true) await forgetBooks();
    await (isCounted === true ? booksOffice(world) : office).look();
    const mended = (await shop.tenant.get('/health/books')).body;
    expect({ state: mended.state, faults: mended.faults }).toEqual({ state: 'hold', faults: [] });
  });
});
