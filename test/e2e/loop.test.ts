/**
 * The loop by HTTP, from sign-up to closed, as a stranger would go it with the table of the public surface in hand:
 * minimal bodies, one API key, and nothing that the table does not name but the vendor's price.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBooks } from '../harness/books.ts';
import type { Body } from '../harness/world.ts';
import { type Caller, type Company, openProduct, PASSWORD, type Product } from './local-product.ts';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

let product: Product;
beforeAll(async () => {
  product = await openProduct();
});
afterAll(async () => {
  const [dead, wrong] = [product.cloud.deadLetters.list(), checkBooks(product.items())];
  await product.stop();
  expect(product.faults.join('\n')).toBe('');
  expect(wrong).toEqual([]);
  expect(dead).toEqual([]);
});

const dataOf = async (caller: Caller, path: string): Promise<Body[]> => (await caller.get(path)).data;

describe('I1: a stranger with the table of calls', () => {
  let shop: Caller;
  let ids: Record<string, string>;

  it('signs up, gets a token, and with it an API key, which is shown once', async () => {
    const signUp = {
      company: 'Velo Works',
      email: 'ada@velo.example',
      password: PASSWORD,
      country: 'DE',
      currency: 'EUR',
    };
    const made = await product.anonymous.call('POST', '/signup', { body: signUp });
    expect([made.status, made.body]).toEqual([
      201,
      {
        tenant: expect.objectContaining({ company: 'Velo Works', currency: 'EUR' }),
        user: expect.objectContaining({ email: signUp.email }),
      },
    ]);
    const { email, password } = signUp;
    const session = await product.anonymous.post('/auth/token', { email, password });
    expect(session).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: expect.any(Number),
      refreshToken: expect.any(String),
    });
    const { refreshToken } = session;
    const renewed = await product.anonymous.post('/auth/token', { refreshToken });
    const owner = product.caller(renewed.accessToken);
    const { key, id } = await owner.post('/api-keys', { name: 'Shop', scopes: ['*'] });
    expect(JSON.stringify(await owner.get('/api-keys'))).not.toContain(key);
    shop = product.caller(key);
    ids = { apiKey: id };
    expect((await shop.get('/me')).tenant.id).toBe(made.body.tenant.id);
  });

  it('describes what it sells: made, bought and service; a bill of material; a vendor; stock', async () => {
    const { post } = shop;
    const bike = {
      sku: 'BIKE',
      name: 'City bike',
      kind: 'manufactured',
      unit: 'EA',
      listPrice: eur('500.00'),
      externalId: 'b-1',
    };
    expect(await post('/catalog/products', bike)).toMatchObject(bike);
    for (const [sku, kind, standardCost] of [
      ['FRAME', 'purchased', '80.00'],
      ['WHEEL', 'purchased', '30.00'],
    ] as const)
      await post('/catalog/products', { sku, name: sku, kind, standardCost: eur(standardCost) });
    await post('/catalog/products', { sku: 'BELL', name: 'Bell', kind: 'purchased', listPrice: eur('9.90') });
    await post('/catalog/products', { sku: 'FITTING', name: 'Fitting', kind: 'service', listPrice: eur('45.00') });
    await post('/catalog/work-centres', { code: 'ASSY', hourlyRate: eur('36.00') });
    await post('/catalog/boms', {
      sku: 'BIKE',
      quantity: '1',
      components: [
        { sku: 'FRAME', quantity: '1' },
        { sku: 'WHEEL', quantity: '2' },
      ],
      operations: [{ workCentre: 'ASSY', minutes: '60' }],
      validFrom: day(-30),
    });
    const lines = [
      { sku: 'FRAME', location: 'MAIN', quantity: '10', unitCost: eur('80.00') },
      { sku: 'BELL', quantity: '5', unitCost: eur('3.00') },
    ];
    await post('/inventory/adjustments', { lines, reason: 'Opening stock' });
    const vendor = await post('/procurement/vendors', { name: 'Rims & Co' });
    await post('/procurement/vendor-prices', { vendorId: vendor.id, sku: 'WHEEL', price: eur('29.50') });
    ids.vendor = vendor.id;
    const [stock] = await dataOf(shop, '/inventory/stock?sku=FRAME');
    expect(stock).toMatchObject({ sku: 'FRAME', onHand: '10', reserved: '0', available: '10', projected: '10' });
    expect(stock.byLocation).toEqual([expect.objectContaining({ location: 'MAIN', onHand: '10', reserved: '0' })]);
    const product1 = (await dataOf(shop, '/catalog/products?sku=BIKE'))[0];
    expect(await shop.get(`/catalog/products/${product1.id}`)).toEqual(product1);
    expect(
      (await shop.patch(`/catalog/products/${product1.id}`, { listPrice: eur('510.00') }, product1.version)).listPrice,
    ).toEqual(eur('510.00'));
  });

  it('wins an opportunity, and an order, reservations, production and a requisition follow by themselves', async () => {
    const account = await shop.post('/crm/accounts', { name: 'Corner Cycles' });
    const contact = await shop.post('/crm/contacts', { accountId: account.id, name: 'Anna Keller' });
    const opportunity = await shop.post('/crm/opportunities', {
      ...{ accountId: account.id, name: 'Spring range', stage: 'qualified', expectedCloseOn: day(10) },
      lines: [
        { sku: 'BIKE', quantity: '2', unitPrice: eur('480.00') },
        { sku: 'BELL', quantity: '2' },
        { sku: 'FITTING', quantity: '1' },
      ],
    });
    const won = await shop.post(`/crm/opportunities/${opportunity.id}/win`);
    expect(won.correlationId).toMatch(/^[\w-]{8,}$/);
    await product.settled();
    const orders = await dataOf(shop, `/sales/orders?opportunityId=${opportunity.id}`);
    expect(orders).toHaveLength(1);
    for (const filter of [`accountId=${account.id}`, `status=${orders[0].status}`])
      expect((await dataOf(shop, `/sales/orders?${filter}`)).map(({ id }) => id)).toEqual([orders[0].id]);
    ids = {
      ...ids,
      account: account.id,
      contact: contact.id,
      opportunity: opportunity.id,
      loop: won.correlationId,
      order: orders[0].id,
    };
    const [made] = await dataOf(shop, `/production/orders?salesOrderId=${ids.order}`);
    expect(made).toMatchObject({ sku: 'BIKE', quantity: '2', state: 'planned' });
    const [requisition] = await dataOf(shop, `/procurement/requisitions?salesOrderId=${ids.order}`);
    expect(requisition).toMatchObject({ sku: 'WHEEL', quantity: '4', state: 'open', vendorId: ids.vendor });
    ids = { ...ids, production: made.id, requisition: requisition.id };
    const loop = await shop.get(`/loops/${ids.loop}`);
    expect(loop.state).not.toBe('closed');
    expect(loop.waiting.length).toBeGreaterThan(0);
    for (const wait of loop.waiting)
      expect(wait).toMatchObject({ step: expect.any(String), heldBy: expect.any(String), reason: expect.any(String) });
  });

  it('I2: buys what is short: order, receipt, bill and payment', async () => {
    const order = await shop.post('/procurement/orders', { requisitionIds: [ids.requisition] });
    await shop.post(`/procurement/orders/${order.id}/receive`);
    const bill = await shop.post(`/procurement/orders/${order.id}/bill`);
    expect(bill.total.amount).toBe('140.42');
    const paid = await shop.post(`/procurement/bills/${bill.id}/pay`);
    expect(paid).toMatchObject({ state: 'paid', due: eur('0.00') });
    await product.settled();
    const [receipt] = await dataOf(shop, `/procurement/receipts?purchaseOrderId=${order.id}`);
    ids = { ...ids, purchase: order.id, receipt: receipt.id, bill: bill.id };
  });

  it('makes it: start, complete', async () => {
    const path = `/production/orders/${ids.production}`;
    expect((await shop.get(path)).state).toBe('ready');
    await shop.post(`${path}/start`);
    expect(await shop.post(`${path}/complete`, { quantity: '2', scrapped: '0' })).toMatchObject({ state: 'completed' });
    await product.settled();
    expect((await shop.get(`/crm/opportunities/${ids.opportunity}`)).order.reservedPercent).toBe(100);
  });

  it('sends it, in two shipments, and does the service', async () => {
    const shipments = await dataOf(shop, `/logistics/shipments?salesOrderId=${ids.order}`);
    expect(shipments).toHaveLength(2);
    for (const [index, { id }] of shipments.entries()) {
      await shop.post(`/logistics/shipments/${id}/pick`);
      await shop.post(`/logistics/shipments/${id}/dispatch`, { carrier: 'Postrad', trackingNumber: `PR-${index}` });
      expect(await shop.post(`/logistics/shipments/${id}/deliver`)).toMatchObject({
        state: 'delivered',
        trackingNumber: `PR-${index}`,
      });
    }
    await shop.post(`/sales/orders/${ids.order}/fulfil`);
    ids = { ...ids, shipment: shipments[0].id, shipment2: shipments[1].id };
    await product.settled();
  });

  it('is paid for what it sent: an invoice for each shipment and the service, with tax', async () => {
    const invoices = await dataOf(shop, `/finance/invoices?salesOrderId=${ids.order}`);
    expect(invoices.map(({ net }) => net.amount).sort()).toEqual(['19.80', '45.00', '960.00']);
    expect(invoices.map(({ number }) => Number(number.slice(-5))).sort()).toEqual([1, 2, 3]);
    for (const [index, { id, total }] of invoices.entries()) {
      expect(await shop.get(`/finance/invoices/${id}`)).toMatchObject({ status: 'unpaid', due: total });
      const payment = await shop.post('/finance/payments', {
        invoiceId: id,
        amount: total,
        method: 'card',
        receivedOn: day(0),
      });
      ids = { ...ids, [`invoice${index}`]: id, payment: payment.id };
    }
    ids.bikeInvoice = invoices.find(({ net }) => net.amount === '960.00').id;
    await product.settled();
  });

  it('sees the loop closed, the customer’s figures, and books that are equal', async () => {
    const loop = await shop.get(`/loops/${ids.loop}`);
    expect(loop.state).toBe('closed');
    expect(loop.steps.map(({ step, state }: Body) => `${step} ${state}`)).toEqual(
      ['won', 'ordered', 'reserved', 'planned', 'supplied', 'shipped', 'invoiced', 'paid', 'closed'].map(
        (step) => `${step} done`,
      ),
    );
    for (const step of loop.steps)
      for (const event of step.events)
        expect(event).toMatchObject({
          at: expect.any(String),
          actor: expect.any(Object),
          causationId: expect.any(String),
        });
    expect(loop.latency.length).toBeGreaterThan(0);
    const account = await shop.get(`/crm/accounts/${ids.account}`);
    expect(account.lifetimeValue).toEqual(eur('1024.80'));
    // Two bikes of a frame at 80, two wheels at 29.50 and an hour at 36; two bells at 3.
    expect(account.realisedMargin).toEqual(eur((1024.8 - 2 * (80 + 59 + 36) - 6).toFixed(2)));
    expect(await dataOf(shop, `/crm/tasks?accountId=${ids.account}`)).toHaveLength(1);
    const balance = await shop.get(`/finance/trial-balance?on=${day(0)}`);
    expect(balance.debit).toEqual(balance.credit);
    expect(balance.totals).toMatchObject({ debit: balance.debit, credit: balance.credit });
    expect(balance.accounts.length).toBeGreaterThan(5);
  });

  it('reaches the story from the id of every document in it', async () => {
    const [reservation] = await dataOf(shop, `/inventory/reservations?salesOrderId=${ids.order}`);
    const [task] = await dataOf(shop, `/crm/tasks?accountId=${ids.account}`);
    const { data: entries } = await shop.get(`/finance/entries?source=${ids.bikeInvoice}`);
    const documents: Record<string, string | undefined> = {
      ...{ opportunity: ids.opportunity, order: ids.order, reservation: reservation.id, production: ids.production },
      ...{ requisition: ids.requisition, purchase: ids.purchase, receipt: ids.receipt, bill: ids.bill },
      ...{ shipment: ids.shipment, shipment2: ids.shipment2, invoice: ids.invoice0, payment: ids.payment },
      ...{ task: task.id, entry: entries[0].id },
    };
    const found = await Promise.all(
      Object.entries(documents).map(async ([name, id]) => {
        const { status, body } = await shop.call('GET', `/loops?document=${id}`);
        return `${name} ${status} ${body.correlationId === ids.loop}`;
      }),
    );
    expect(found).toEqual(Object.keys(documents).map((name) => `${name} 200 true`));
  });

  it('I4: takes goods back, credits and refunds; the story and the books go on', async () => {
    const returned = await shop.post('/logistics/returns', {
      salesOrderId: ids.order,
      lines: [{ sku: 'BIKE', quantity: '1' }],
    });
    await product.settled();
    const [note] = await dataOf(shop, `/finance/credit-notes?salesOrderId=${ids.order}`);
    expect(note.net).toEqual(eur('480.00'));
    const refund = await shop.post('/finance/refunds', { invoiceId: ids.bikeInvoice, amount: note.total });
    await product.settled();
    for (const id of [returned.id, note.id, refund.id])
      expect((await shop.get(`/loops?document=${id}`)).correlationId).toBe(ids.loop);
    expect((await dataOf(shop, '/inventory/stock?sku=BIKE'))[0]).toMatchObject({ onHand: '1', value: eur('175.00') });
    const { debit, credit } = await shop.get('/finance/trial-balance');
    expect(debit).toEqual(credit);
    expect((await shop.get(`/crm/accounts/${ids.account}`)).lifetimeValue).toEqual(eur('544.80'));
  });
});

describe('what holds a loop', () => {
  let company: Company;
  beforeAll(async () => {
    company = await product.company('Careful');
    await company.post('/catalog/products', { sku: 'BELL', name: 'Bell', kind: 'purchased', listPrice: eur('9.90') });
    await company.post('/inventory/adjustments', {
      lines: [{ sku: 'BELL', quantity: '50', unitCost: eur('3.00') }],
      reason: 'Opening',
    });
  });

  it('O5: an order over the credit limit is held, and released by finance, not by sales', async () => {
    const account = await company.post('/crm/accounts', { name: 'On a leash', creditLimit: eur('10.00') });
    const lines = [{ sku: 'BELL', quantity: '5' }];
    const { id } = await company.post('/crm/opportunities', { accountId: account.id, name: 'Too much', lines });
    const { salesOrderId } = await company.post(`/crm/opportunities/${id}/win`);
    await product.settled();
    const path = `/sales/orders/${salesOrderId}`;
    expect(await company.get(path)).toMatchObject({ state: 'held', status: 'on_hold', holdReason: expect.any(String) });
    expect(await dataOf(company, `/logistics/shipments?salesOrderId=${salesOrderId}`)).toEqual([]);
    const sales = await product.colleague(company, ['sales']);
    const refused = await sales.call('POST', `${path}/release`);
    expect([refused.status, refused.body.facts]).toEqual([403, { permission: 'sales.order:release' }]);
    const finance = await product.colleague(company, ['finance']);
    expect((await finance.post(`${path}/release`)).state).toBe('confirmed');
    await product.settled();
    expect(await dataOf(company, `/logistics/shipments?salesOrderId=${salesOrderId}`)).toHaveLength(1);
    const again = await finance.call('POST', `${path}/release`);
    expect([again.status, again.body.code]).toEqual([409, 'sales.order.illegal_transition']);
  });

  it('Y1: what a plan does not include is 402 with limit, usage and plan, and writes nothing', async () => {
    const { limits, plan } = await company.get('/tenant');
    for (let made = 0; made < limits.apiKeys; made += 1)
      await company.post('/api-keys', { name: `k${made}`, scopes: ['*:read'] });
    await product.settled();
    const before = product.digest(company.id);
    const { status, body } = await company.call('POST', '/api-keys', {
      body: { name: 'one more', scopes: ['*:read'] },
    });
    expect([status, body.code]).toEqual([402, 'platform.plan.limit_reached']);
    expect(body.facts).toMatchObject({ limit: limits.apiKeys, usage: limits.apiKeys, plan });
    expect(product.digest(company.id)).toBe(before);
  });

  it('I4: a cancelled order frees its goods, and its opportunity can be opened and won again', async () => {
    const account = await company.post('/crm/accounts', { name: 'Wavering' });
    const lines = [{ sku: 'BELL', quantity: '3' }];
    const { id } = await company.post('/crm/opportunities', { accountId: account.id, name: 'On, off, on', lines });
    const first = await company.post(`/crm/opportunities/${id}/win`);
    await product.settled();
    await company.post(`/sales/orders/${first.salesOrderId}/cancel`, { reason: 'Not now' });
    await product.settled();
    await company.post(`/crm/opportunities/${id}/reopen`);
    const second = await company.post(`/crm/opportunities/${id}/win`);
    await product.settled();
    expect(second.salesOrderId).not.toBe(first.salesOrderId);
    const states = (await dataOf(company, `/sales/orders?opportunityId=${id}`)).map(({ state }) => state);
    expect(states.sort()).toEqual(['cancelled', 'confirmed']);
  });

  it('an import with one bad row in a thousand takes 999 and reports one', async () => {
    const rows = Array.from(
      { length: 1_000 },
      (_, index) => `P-${index},Part ${index},${index === 500 ? 'unknown' : 'purchased'}`,
    );
    const { id } = await company.post('/imports', { kind: 'products', content: ['sku,name,kind', ...rows].join('\n') });
    await product.settled();
    const job = await company.get(`/imports/${id}`);
    expect(job).toMatchObject({ state: 'succeeded', counts: { rows: 1_000, created: 999, refused: 1 } });
    const refused = await dataOf(company, `/imports/${id}/rows`);
    expect(refused).toEqual([
      { line: 502, errors: [expect.objectContaining({ field: 'kind', code: expect.any(String) })] },
    ]);
  });
});
