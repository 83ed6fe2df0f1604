import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { postJournal } from '../../../domain/finance/index.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { balanceOf, type Desk, eur, faultsOf, openDesk } from './desk.ts';

vi.mock('../../../domain/modules.ts', () => import('./only-sales-and-finance.ts'));

const DAY_MS = 86_400_000;
let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.world.close());

const rent = (amount: string, on?: string) =>
  desk.tenant.post('/finance/entries', {
    memo: 'Rent',
    ...(on === undefined ? {} : { on }),
    lines: [
      { accountCode: '6200', debit: eur(amount) },
      { accountCode: '1000', credit: eur(amount) },
    ],
  });
const rentOn = async (on: string) => {
  const { body } = await desk.tenant.get(`/finance/trial-balance?on=${on}`);
  expect(body.debit).toEqual(body.credit);
  return body.accounts.find(({ code }: { code: string }) => code === '6200').debit.amount;
};

describe('the trial balance', () => {
  it('begins at zero with the whole chart', async () => {
    const { body } = await desk.tenant.get('/finance/trial-balance');
    expect(body).toMatchObject({
      on: '2026-03-02',
      debit: eur('0.00'),
      credit: eur('0.00'),
      totals: { result: eur('0.00') },
    });
    expect(body.accounts.length).toBeGreaterThan(20);
  });

  it('holds the newest entry at once, at any date, over months of finished and unfinished periods', async () => {
    const expected = new Map<string, number>();
    for (let step = 0; step < 12; step += 1) {
      await rent('10.00');
      await rent('1.00', '2026-03-01');
      await desk.tenant.get('/finance/trial-balance');
      desk.world.clock.advance(9 * DAY_MS);
      expected.set(new Date(desk.world.clock.now() - 9 * DAY_MS).toISOString().slice(0, 10), 10 * (step + 1));
    }
    for (const [on, own] of expected) expect([on, await rentOn(on)]).toEqual([on, (own + 12).toFixed(2)]);
    expect(await rentOn('2026-02-28')).toBe('0.00');
    expect(await rentOn('2026-03-01')).toBe('12.00');
    const kept = desk.world
      .items()
      .filter((item) => item.__edb_e__ === 'finance.totals')
      .map(({ period }) => period);
    expect(kept).toContain('2026-03');
    expect(kept).toContain('2026-05');
  });

  it('counts an entry of the last hour of a day that is read just after midnight', async () => {
    desk.world.clock.advance(15 * 3_600_000 - 1_000);
    await rent('5.00');
    desk.world.clock.advance(10_000);
    expect(await rentOn('2026-03-03')).toBe('5.00');
    const kept = desk.world.items().filter((item) => item.__edb_e__ === 'finance.totals');
    expect(kept.map(({ period }) => period)).not.toContain('2026-03-02');
  });

  it('reads as many records whatever the number of entries: those of finished days are summed up once', async () => {
    for (let count = 0; count < 10; count += 1) await rent('1.00');
    desk.world.clock.advance(2 * DAY_MS);
    expect(await rentOn('2026-03-04')).toBe('10.00');
    const sums = () => desk.world.items().filter((item) => item.__edb_e__ === 'finance.totals').length;
    const before = sums();
    expect(await rentOn('2026-03-04')).toBe('10.00');
    expect(sums()).toBe(before);
  });
});

describe('the ageing', () => {
  it('equals the receivable account on every day, also of the past (F9)', async () => {
    const days: string[] = [];
    const passDays = (count: number) => {
      days.push(new Date(desk.world.clock.now()).toISOString().slice(0, 10));
      desk.world.clock.advance(count * DAY_MS);
    };
    const bill = async () => {
      const orderId = await desk.win([['BIKE', '1', '100']]);
      await desk.dispatch(orderId, [['line_1', '1']]);
      await desk.world.settle();
      return (await desk.tenant.get(`/finance/invoices?salesOrderId=${orderId}`)).body.data[0].id;
    };
    const first = await bill();
    passDays(20);
    const second = await bill();
    passDays(20);
    await desk.tenant.post('/finance/payments', { invoiceId: first, amount: eur('100.00'), receivedOn: '2026-03-05' });
    passDays(20);
    await desk.tenant.post('/finance/payments', { invoiceId: first, amount: eur('30.00') });
    await desk.tenant.post(`/finance/invoices/${second}/credit`, { reason: 'Late', amount: eur('19.00') });
    passDays(40);
    await desk.tenant.post('/finance/payments', { invoiceId: second, amount: eur('119.00'), receivedOn: '2026-05-01' });
    await desk.tenant.post(`/finance/invoices/${second}/credit`, { reason: 'Goodwill', amount: eur('10.00') });
    await desk.tenant.post('/finance/refunds', { invoiceId: second, amount: eur('4.00') });
    passDays(1);
    for (const on of [...days, '2026-03-01', '2026-03-04', '2026-03-05', '2026-05-01', '2026-04-30']) {
      expect([on, await faultsOf(desk, on)]).toEqual([on, []]);
    }
    const { totals } = (await desk.tenant.get(`/finance/ageing?on=${days[1]}`)).body;
    expect(totals).toMatchObject({ notDue: eur('138.00'), total: eur('138.00') });
  });
});

describe('an entry', () => {
  it('is posted by hand, found by document and date, drilled down to, and reversed once (F1)', async () => {
    const { body: entry, status } = await rent('12.50');
    expect(status).toBe(201);
    expect((await desk.tenant.get(`/finance/entries/${entry.id}`)).body).toEqual(entry);
    const found = await desk.tenant.get(`/finance/entries?source=${entry.source.id}`);
    expect(found.body.data.map(({ id }: { id: string }) => id)).toEqual([entry.id]);
    expect((await desk.tenant.get('/finance/entries?on=2026-03-02')).body.data).toHaveLength(1);
    const ledger = await desk.tenant.get('/finance/ledger/6200?from=2026-03-01&to=2026-03-31');
    expect(ledger.body).toMatchObject({
      opening: eur('0.00'),
      closing: eur('12.50'),
      lines: [{ entryId: entry.id, balance: eur('12.50') }],
    });
    const reversal = await desk.tenant.post(`/finance/entries/${entry.id}/reverse`);
    expect(reversal.body).toMatchObject({ reversalOf: entry.id, source: { kind: 'reversal', id: entry.id } });
    const again = await desk.tenant.post(`/finance/entries/${entry.id}/reverse`);
    expect([again.status, again.body.code]).toEqual([409, 'finance.entry.already_reversed']);
    expect(await balanceOf(desk, '6200')).toBe('0.00');
  });

  it.each([
    ['a control account (F2)', '1100', 'control_account'],
    ['the stock account (F19)', '1200', 'control_account'],
    ['an account that is not in the chart', '9999', 'unknown_account'],
  ])('on %s is refused at its line, and nothing changes', async (_what, accountCode, code) => {
    const answer = await desk.tenant.post('/finance/entries', {
      memo: 'x',
      lines: [
        { accountCode: '1000', debit: eur('1.00') },
        { accountCode, credit: eur('1.00') },
      ],
    });
    expect([answer.status, answer.body.errors[0]]).toMatchObject([422, { pointer: '/lines/1/accountCode', code }]);
    expect((await desk.tenant.get('/finance/entries')).body.data).toEqual([]);
  });

  it('that a document posted is not reversed by hand', async () => {
    const orderId = await desk.win([['BIKE', '1', '100']]);
    await desk.dispatch(orderId, [['line_1', '1']]);
    await desk.world.settle();
    const [entry] = (await desk.tenant.get('/finance/entries')).body.data;
    const answer = await desk.tenant.post(`/finance/entries/${entry.id}/reverse`);
    expect([answer.status, answer.body.code]).toEqual([409, 'finance.entry.not_manual']);
    expect(await faultsOf(desk)).toEqual([]);
  });

  it('of another tenant is not found', async () => {
    const { body: entry } = await rent('1.00');
    const stranger = await desk.world.tenant();
    expect((await stranger.get(`/finance/entries/${entry.id}`)).status).toBe(404);
    expect((await stranger.post(`/finance/entries/${entry.id}/reverse`)).status).toBe(404);
  });

  it('of no money is not posted, and one that does not balance fails the whole commit', async () => {
    const context = desk.tenant.context();
    const facts = { on: '2026-03-02', source: { kind: 'test', id: 'test_1' }, memo: 'x' };
    const nothing = await commit(context, (work) =>
      postJournal(work, {
        ...facts,
        lines: [
          { role: 'bank', debitMinor: 0 },
          { role: 'revenue', creditMinor: 0 },
        ],
      }),
    );
    expect(nothing.id).toBeUndefined();
    await expect(
      commit(context, (work) => postJournal(work, { ...facts, lines: [{ role: 'bank', debitMinor: 1 }] })),
    ).rejects.toThrow('balance');
    expect((await desk.tenant.get('/finance/entries')).body.data).toEqual([]);
  });
});

describe('the settings', () => {
  it('tax rates change for new orders only, under If-Match', async () => {
    const before = await desk.win([['BIKE', '1', '100']]);
    const { body, headers } = await desk.tenant.get('/finance/tax-settings');
    expect(body.rates).toEqual({ standard: '19', reduced: '7', zero: '0', exempt: '0' });
    expect(headers.etag).toBe('"1"');
    const change = { rates: { standard: '16' } };
    expect((await desk.tenant.patch('/finance/tax-settings', change)).status).toBe(428);
    expect((await desk.tenant.patch('/finance/tax-settings', change, { ifMatch: 7 })).status).toBe(412);
    for (const rates of [{ standard: '07' }, { standard: '101' }, { reduced: '-1' }, {}]) {
      expect((await desk.tenant.patch('/finance/tax-settings', { rates }, { ifMatch: 1 })).status).toBe(422);
    }
    expect((await desk.tenant.patch('/finance/tax-settings', change, { ifMatch: 1 })).body.rates.standard).toBe('16');
    const after = await desk.win([['BIKE', '1', '100']]);
    const taxOf = async (orderId: string) => (await desk.tenant.get(`/sales/orders/${orderId}`)).body.tax;
    expect([await taxOf(before), await taxOf(after)]).toEqual([eur('19.00'), eur('16.00')]);
  });

  it('accounts are added once', async () => {
    const insurance = { code: '6500', name: 'Insurance', type: 'expense' };
    expect((await desk.tenant.post('/finance/accounts', insurance)).status).toBe(201);
    const again = await desk.tenant.post('/finance/accounts', insurance);
    expect([again.status, again.body.errors[0]]).toMatchObject([409, { pointer: '/code', code: 'duplicate_code' }]);
    const { body } = await desk.tenant.get('/finance/accounts');
    expect(body.data.filter(({ code }: { code: string }) => code === '6500')).toHaveLength(1);
  });

  it('of a day before the books begin reads no more than of their first day', async () => {
    await desk.win([['BIKE', '1', '100']]);
    const { body } = await desk.tenant.get('/finance/ageing?on=0001-01-01');
    expect(body).toMatchObject({ accounts: [], totals: { total: eur('0.00') } });
  });
});
