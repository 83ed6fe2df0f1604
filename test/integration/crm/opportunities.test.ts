import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';

let world: World;
let tenant: TestTenant;
let accountId: string;
const eur = (amount: string) => ({ amount, currency: 'EUR' });

beforeEach(async () => {
  world = await createWorld();
  tenant = await world.tenant();
  const add = (sku: string, extra: object) => tenant.post('/catalog/products', { sku, name: sku, ...extra });
  await add('BELL', { kind: 'purchased', listPrice: eur('9.90'), standardCost: eur('3.00') });
  await add('OIL', { kind: 'purchased', unit: 'L', listPrice: eur('4.00'), standardCost: eur('1.50') });
  await add('JIG', { kind: 'purchased', saleable: false });
  await add('OLD', { kind: 'purchased', active: false });
  accountId = (await tenant.post('/crm/accounts', { name: 'Corner Cycles' })).body.id;
});
afterEach(() => world.close());

const lines = [{ sku: 'BELL', quantity: '2' }];
const open = (fields: object = {}) =>
  tenant.post('/crm/opportunities', { accountId, name: 'Spring range', lines, ...fields });
const act = (id: string, verb: string, body?: unknown, key?: string) =>
  tenant.post(`/crm/opportunities/${id}/${verb}`, body, key === undefined ? {} : { key });

describe('an opportunity', () => {
  it('quotes its lines at list price and present cost, weighted by its stage (L5)', async () => {
    const created = await open({
      stage: 'Qualified to buy',
      lines: [...lines, { sku: 'OIL', quantity: '0.5', unitPrice: eur('3.333') }],
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      state: 'open',
      stage: 'qualified',
      probability: 40,
      currency: 'EUR',
      amount: eur('21.47'),
      weightedAmount: eur('8.59'),
      quotedMargin: eur('14.72'),
      ownerId: 'usr_owner',
      salesOrderId: null,
      order: null,
      realised: null,
    });
    expect(created.body.lines).toMatchObject([
      { sku: 'BELL', quantity: '2', unitPrice: eur('9.90'), net: eur('19.80'), quotedUnitCost: eur('3.00') },
      { sku: 'OIL', quantity: '0.5', unitPrice: eur('3.333'), net: eur('1.67'), quotedUnitCost: eur('1.50') },
    ]);
    expect(created.body.correlationId).toMatch(/^loop_/);
    expect(tenant.events('crm.opportunity.created')[0]?.correlationId).toBe(created.body.correlationId);
    expect((await tenant.get(`/crm/opportunities/${created.body.id}`)).body).toEqual(created.body);
  });

  it.each([
    ['no account', { accountId: undefined }, '/accountId required'],
    ['an unknown account', { accountId: 'acc_00000000000000000000000000' }, '/accountId unknown_account'],
    ['an unknown stage', { stage: 'negotiation' }, '/stage unknown_stage'],
    ['a closing stage', { stage: 'won' }, '/stage closing_stage'],
    ['an unknown pipeline', { pipelineId: 'pip_00000000000000000000000000' }, '/pipelineId unknown_pipeline'],
    ['an unknown SKU', { lines: [...lines, { sku: 'X', quantity: '1' }] }, '/lines/1/sku unknown_sku'],
    ['an inactive product', { lines: [{ sku: 'OLD', quantity: '1' }] }, '/lines/0/sku inactive_product'],
    ['a product that is not for sale', { lines: [{ sku: 'JIG', quantity: '1' }] }, '/lines/0/sku not_saleable'],
    ['half a bell', { lines: [{ sku: 'BELL', quantity: '0.5' }] }, '/lines/0/quantity whole_number'],
    ['zero bells', { lines: [{ sku: 'BELL', quantity: '0' }] }, '/lines/0/quantity custom'],
    ['minus one bell', { lines: [{ sku: 'BELL', quantity: '-1' }] }, '/lines/0/quantity custom'],
    ['a quantity as a number', { lines: [{ sku: 'BELL', quantity: 2 }] }, '/lines/0/quantity invalid_type'],
    ['a negative price', { lines: [{ ...lines[0], unitPrice: eur('-1') }] }, '/lines/0/unitPrice/amount custom'],
    [
      'a price in another currency',
      { lines: [{ ...lines[0], unitPrice: { amount: '1.00', currency: 'USD' } }] },
      '/lines/0/unitPrice/currency currency_mismatch',
    ],
    [
      'more money than there is',
      { lines: [{ sku: 'BELL', quantity: '999999999', unitPrice: eur('999999999') }] },
      '/lines/0/quantity amount_too_large',
    ],
    ['301 lines', { lines: Array.from({ length: 301 }, () => lines[0]) }, '/lines too_big'],
    ['a date that is none', { expectedCloseOn: '2026-02-30' }, '/expectedCloseOn invalid_format'],
    ['an unknown field', { colour: 'red' }, '/colour unknown_field'],
    ['an unknown field of a line', { lines: [{ ...lines[0], colour: 'red' }] }, '/lines/0/colour unknown_field'],
  ])('is refused with %s, and nothing changed', async (_, extra, expected) => {
    const before = world.items().length;
    const answer = await open(extra);
    expect(answer.status).toBe(422);
    const [{ pointer, code }] = answer.body.errors;
    expect(`${pointer} ${code}`).toBe(expected);
    expect(world.items()).toHaveLength(before);
  });

  it('L6: moves through stages and keeps how long it was in each', async () => {
    const { id } = (await open()).body;
    world.clock.advance(3_600_000);
    const moved = await tenant.patch(`/crm/opportunities/${id}`, { stage: 'decision' }, { ifMatch: 1 });
    expect(moved.body).toMatchObject({ stage: 'decision', probability: 80, version: 2 });
    expect(moved.body.stageHistory.map(({ stage, seconds }: Record<string, unknown>) => [stage, seconds])).toEqual([
      ['appointment', 3_600],
      ['decision', 0],
    ]);
    const byHand = await tenant.patch(`/crm/opportunities/${id}`, { probability: 55 }, { ifMatch: 2 });
    expect(byHand.body).toMatchObject({ probability: 55, weightedAmount: eur('10.89') });
  });

  it('takes new lines while it is open, and only name and owner afterwards', async () => {
    const { id } = (await open()).body;
    const requoted = await tenant.patch(
      `/crm/opportunities/${id}`,
      { lines: [{ sku: 'BELL', quantity: '5' }] },
      { ifMatch: 1 },
    );
    expect(requoted.body.amount).toEqual(eur('49.50'));
    expect((await tenant.patch(`/crm/opportunities/${id}`, { lines: [] }, { ifMatch: 1 })).status).toBe(412);
    await act(id, 'lose', { reason: 'Too late' });
    for (const change of [{ lines }, { stage: 'decision' }, { expectedCloseOn: null }]) {
      const refused = await tenant.patch(`/crm/opportunities/${id}`, change, { ifMatch: 3 });
      expect([refused.status, refused.body.code]).toEqual([409, 'crm.opportunity.not_open']);
    }
    expect((await tenant.patch(`/crm/opportunities/${id}`, { name: 'Autumn' }, { ifMatch: 3 })).status).toBe(200);
  });
});

describe('win, lose, reopen', () => {
  it('a win tells the order that follows and starts the loop', async () => {
    const created = (await open({ requiredOn: '2026-04-01' })).body;
    const won = await act(created.id, 'win');
    expect(won.status).toBe(200);
    expect(won.body).toMatchObject({
      state: 'won',
      stage: 'won',
      probability: 100,
      winNumber: 1,
      correlationId: created.correlationId,
      salesOrderId: expect.stringMatching(/^ord_/),
    });
    const [event] = tenant.events('crm.opportunity.won');
    expect(event).toMatchObject({
      subject: created.id,
      sequence: 2,
      correlationId: created.correlationId,
      data: {
        winNumber: 1,
        requiredOn: '2026-04-01',
        quotedAmount: eur('19.80'),
        lines: [{ sku: 'BELL', quantity: '2', unitPrice: eur('9.90'), quotedUnitCost: eur('3.00') }],
      },
    });
  });

  it('a second win is refused, and one of many at once succeeds', async () => {
    const { id } = (await open()).body;
    const answers = await Promise.all(Array.from({ length: 5 }, () => act(id, 'win')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect(tenant.events('crm.opportunity.won')).toHaveLength(1);
    expect((await act(id, 'win')).body.code).toBe('crm.opportunity.illegal_transition');
  });

  it('the same key gives the same answer and wins once', async () => {
    const { id } = (await open()).body;
    const first = await act(id, 'win', undefined, 'key-00000001');
    const again = await act(id, 'win', undefined, 'key-00000001');
    expect(again.body).toEqual(first.body);
    expect(tenant.events('crm.opportunity.won')).toHaveLength(1);
  });

  it('is not won without lines, and nothing changed', async () => {
    const { id } = (await open({ lines: [] })).body;
    const before = world.items().length;
    const refused = await act(id, 'win');
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '/lines']);
    expect(world.items()).toHaveLength(before);
    expect((await tenant.get(`/crm/opportunities/${id}`)).body).toMatchObject({ state: 'open', version: 1 });
  });

  it('L8: is lost with a reason only, and may be reopened and won', async () => {
    const { id } = (await open()).body;
    for (const body of [{}, { reason: '' }, { reason: '  ' }]) expect((await act(id, 'lose', body)).status).toBe(422);
    expect((await act(id, 'reopen')).status).toBe(409);
    expect((await act(id, 'lose', { reason: 'Price' })).body).toMatchObject({ state: 'lost', lostReason: 'Price' });
    expect((await act(id, 'win')).status).toBe(409);
    expect((await act(id, 'reopen')).body).toMatchObject({ state: 'open', lostReason: null, stage: 'appointment' });
    expect((await act(id, 'win')).status).toBe(200);
  });

  it('a won one is not reopened while its order lives', async () => {
    const { id } = (await open()).body;
    await act(id, 'win');
    const early = await act(id, 'reopen');
    expect([early.status, early.body.code]).toEqual([409, 'crm.opportunity.order_not_cancelled']);
    await world.settle();
    expect((await act(id, 'reopen')).status).toBe(409);
    expect((await tenant.get(`/crm/opportunities/${id}`)).body).toMatchObject({
      state: 'won',
      order: { status: 'to_deliver_and_bill', deliveredPercent: 0, total: { currency: 'EUR' } },
    });
  });

  it('once its order is cancelled it is reopened and won again, with an order of its own', async () => {
    const { id } = (await open()).body;
    const first = (await act(id, 'win')).body.salesOrderId;
    await world.settle();
    expect((await tenant.post(`/sales/orders/${first}/cancel`, { reason: 'Customer withdrew' })).status).toBe(200);
    await world.settle();
    const tasks = (await tenant.get(`/crm/tasks?opportunityId=${id}`)).body.data;
    expect(tasks).toMatchObject([
      { state: 'open', ownerId: 'usr_owner', subject: expect.stringContaining('withdrew') },
    ]);
    expect((await tenant.get(`/crm/opportunities/${id}`)).body).toMatchObject({
      state: 'won',
      order: { state: 'cancelled' },
    });
    expect((await act(id, 'reopen')).body.state).toBe('open');
    const again = await act(id, 'win');
    expect(again.body.winNumber).toBe(2);
    expect(again.body.salesOrderId).not.toBe(first);
    await world.settle();
    expect((await tenant.get(`/sales/orders?opportunityId=${id}`)).body.data).toHaveLength(2);
  });

  it('needs the permission of its verb', async () => {
    const { id } = (await open()).body;
    const viewer = tenant.as(['viewer']);
    for (const verb of ['win', 'lose', 'reopen']) {
      const body = verb === 'lose' ? { reason: 'x' } : undefined;
      expect((await viewer.post(`/crm/opportunities/${id}/${verb}`, body)).status).toBe(403);
    }
    const seller = tenant.as([], ['crm.opportunity:win']);
    expect((await seller.post(`/crm/opportunities/${id}/win`)).status).toBe(200);
  });

  it('of another tenant is no opportunity', async () => {
    const { id } = (await open()).body;
    const other = await world.tenant();
    expect((await other.get(`/crm/opportunities/${id}`)).status).toBe(404);
    for (const verb of ['win', 'reopen'])
      expect((await other.post(`/crm/opportunities/${id}/${verb}`)).status).toBe(404);
    expect((await tenant.get(`/crm/opportunities/${id}`)).body).toMatchObject({ state: 'open', version: 1 });
  });
});

describe('lists', () => {
  it('by account, state, stage and beginning of the name', async () => {
    const first = (await open({ name: 'Alpha deal' })).body;
    await open({ name: 'Alpha fleet', stage: 'contract' });
    await open({ name: 'Beta', externalId: 'B' });
    await act(first.id, 'lose', { reason: 'Price' });
    const count = async (query: string) => (await tenant.get(`/crm/opportunities?${query}`)).body.data.length;
    expect(await count('')).toBe(3);
    expect(await count(`accountId=${accountId}`)).toBe(3);
    expect(await count(`accountId=${accountId}&state=lost`)).toBe(1);
    expect(await count('state=open')).toBe(2);
    expect(await count('stage=contract')).toBe(1);
    expect(await count('q=alpha')).toBe(2);
    expect(await count('q=alpha&state=open')).toBe(1);
    expect(await count('q=alpha&state=lost')).toBe(1);
    expect(await count('externalId=B')).toBe(1);
    expect((await tenant.get('/crm/opportunities?state=half')).status).toBe(422);
  });

  it('are searched by name in every state, page by page', async () => {
    const lost = (await open({ name: 'Alpha lost' })).body;
    await tenant.post(`/crm/opportunities/${lost.id}/lose`, { reason: 'Too dear' });
    const won = (await open({ name: 'alpha won' })).body;
    await tenant.post(`/crm/opportunities/${won.id}/win`);
    for (const name of ['Alpha 2', 'alpha 1', 'Beta']) await open({ name });
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await tenant.get(`/crm/opportunities?q=ALPHA&limit=2${cursor}`);
      seen.push(...body.data.map(({ name }: { name: string }) => name));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(['alpha 1', 'Alpha 2', 'alpha won', 'Alpha lost']);
  });
});

describe('pipelines', () => {
  it('L3: every tenant has one, and can have others with their own stages', async () => {
    const { data } = (await tenant.get('/crm/pipelines')).body;
    expect(data).toMatchObject([{ name: 'Sales', isDefault: true }]);
    const created = await tenant.post('/crm/pipelines', {
      name: 'Fleet',
      stages: [{ name: 'Test ride', probability: 30 }],
    });
    expect(created.body.stages.map(({ key }: { key: string }) => key)).toEqual(['test_ride', 'won', 'lost']);
    const opportunity = await open({ pipelineId: created.body.id });
    expect(opportunity.body).toMatchObject({ stage: 'test_ride', probability: 30 });
    const path = `/crm/pipelines/${created.body.id}`;
    const removed = await tenant.patch(path, { stages: [{ name: 'Offer', probability: 60 }] }, { ifMatch: 1 });
    expect([removed.status, removed.body.errors[0].code]).toEqual([422, 'stage_missing']);
    const stages = [
      { key: 'test_ride', name: 'Ride', probability: 35 },
      { name: 'Offer', probability: 60 },
    ];
    expect((await tenant.patch(path, { stages }, { ifMatch: 1 })).body.stages).toHaveLength(4);
  });
});

describe('tasks', () => {
  it('are made, listed and completed once', async () => {
    const body = { accountId, subject: 'Call back', dueOn: '2026-03-01' };
    const created = await tenant.post('/crm/tasks', body);
    expect(created.body).toMatchObject({ state: 'open', late: true, ownerId: 'usr_owner' });
    const path = `/crm/tasks/${created.body.id}/complete`;
    expect((await tenant.post(path)).body).toMatchObject({ state: 'completed', late: false, completedBy: 'usr_owner' });
    const again = await tenant.post(path);
    expect([again.status, again.body.code]).toEqual([409, 'crm.task.illegal_transition']);
    expect((await tenant.get('/crm/tasks?state=open')).body.data).toEqual([]);
    expect((await tenant.get(`/crm/tasks?accountId=${accountId}`)).body.data).toHaveLength(1);
  });

  it('on an opportunity belong to its loop', async () => {
    const { id, correlationId } = (await open()).body;
    const body = { accountId, opportunityId: id, subject: 'Send samples', dueOn: '2026-03-10' };
    await tenant.post('/crm/tasks', body);
    expect(tenant.events('crm.task.created')[0]?.correlationId).toBe(correlationId);
    const other = (await tenant.post('/crm/accounts', { name: 'Other' })).body.id;
    const refused = await tenant.post('/crm/tasks', { ...body, accountId: other });
    expect(refused.body.errors[0]).toMatchObject({ pointer: '/opportunityId', code: 'unknown_opportunity' });
  });
});
