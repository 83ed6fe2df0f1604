import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkBooks } from '../../harness/books.ts';
import type { Body } from '../../harness/world.ts';
import { balanceOf, type Desk, eur, faultsOf, openDesk } from './desk.ts';

vi.mock('../../../domain/modules.ts', () => import('./only-sales-and-finance.ts'));

const STRIPE_SECRET = 'whsec_abcdefghijklmnopqrstuvwxyz0123456789';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(async () => {
  expect(await faultsOf(desk)).toEqual([]);
  expect(checkBooks(desk.world.items()).filter((fault) => !/orders$/.test(fault))).toEqual([]);
  desk.world.close();
});

/** An order of two bicycles, dispatched and invoiced: 238.00 with tax. */
async function billed(): Promise<string> {
  const orderId = await desk.win([['BIKE', '2', '100.00']]);
  await desk.dispatch(orderId, [['line_1', '2']]);
  await desk.world.settle();
  return (await desk.tenant.get(`/finance/invoices?salesOrderId=${orderId}`)).body.data[0].id;
}
const provider = async (body: object): Promise<Body> =>
  (await desk.tenant.post('/finance/payment-providers', body)).body;
const generic = () => provider({ name: 'Cards', kind: 'generic' });
const stripe = (facts = {}) => provider({ name: 'Stripe', kind: 'stripe', secret: STRIPE_SECRET, ...facts });
const nowS = () => Math.floor(desk.world.clock.now() / 1000);

const call = (key: string, text: string, headers: Record<string, string>) =>
  desk.tenant.post(`/payment-callbacks/${key}`, text, { headers });
const signed = ({ secret }: Body, text: string, atS = nowS(), id = 'msg_1') => ({
  'webhook-id': id,
  'webhook-timestamp': String(atS),
  'webhook-signature': new Webhook(secret).sign(id, new Date(atS * 1000), text),
});
const paid = (data: object, type = 'payment.succeeded') =>
  JSON.stringify({ type, data: { reference: 'P-1', amount: eur('238.00'), ...data } });
const tell = async (by: Body, text: string) => {
  const { status, body } = await call(by.publicKey, text, signed(by, text));
  return status === 200 ? body.result : [status, body.code];
};
const signedByStripe = (text: string, atS = nowS(), secret = STRIPE_SECRET) => ({
  'stripe-signature': `t=${atS},v1=${createHmac('sha256', secret).update(`${atS}.${text}`).digest('hex')}`,
});
const stripeEvent = (type: string, object: object) =>
  JSON.stringify({ id: 'evt_1', object: 'event', type, created: nowS(), data: { object } });
const tellStripe = async (by: Body, type: string, object: object) => {
  const text = stripeEvent(type, object);
  const { status, body } = await call(by.publicKey, text, signedByStripe(text));
  return status === 200 ? body.result : [status, body.code];
};
const intent = (metadata: object | [], rest = {}) => ({
  ...{ id: 'pi_3ABC', object: 'payment_intent', amount: 23_800, amount_received: 23_800, currency: 'eur', metadata },
  ...rest,
});
const session = (rest = {}) => ({
  ...{ id: 'cs_1', object: 'checkout.session', payment_intent: 'pi_3ABC', payment_status: 'paid' },
  ...{ amount_total: 23_800, currency: 'eur', metadata: {}, client_reference_id: null },
  ...rest,
});
const payments = async () => (await desk.tenant.get('/finance/payments')).body.data;
const kept = async () => (await desk.tenant.get('/finance/callbacks?state=kept')).body.data;
const statusOf = async (invoiceId: string) => (await desk.tenant.get(`/finance/invoices/${invoiceId}`)).body.status;

describe('a payment provider', () => {
  it('has a secret that is shown once, and an address that is no secret', async () => {
    const made = await generic();
    expect(made).toMatchObject({ kind: 'generic', accountCode: '1000', enabled: true });
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const read = await desk.tenant.get(`/finance/payment-providers/${made.id}`);
    expect(JSON.stringify(read.body)).not.toContain(made.secret.slice(6));
    expect(read.body.publicKey).toBe(`${desk.tenant.id.slice(4)}${made.id.slice(4)}`);
    const again = await desk.tenant.post('/finance/payment-providers', { name: 'A', kind: 'generic' }, { key: 'k' });
    expect(again.status).toBe(201);
    const shownTwice = await desk.tenant.post(
      '/finance/payment-providers',
      { name: 'A', kind: 'generic' },
      { key: 'k' },
    );
    expect([shownTwice.status, shownTwice.body.code]).toEqual([409, 'idempotency.answer_not_kept']);
  });

  it.each([
    [{ name: 'S', kind: 'stripe' }, '/secret'],
    [{ name: 'G', kind: 'generic', secret: 'whsec_short' }, '/secret'],
    [{ name: 'G', kind: 'generic', secret: `whsec_${'a'.repeat(33)}` }, '/secret'],
    [{ name: 'G', kind: 'generic', accountCode: '9999' }, '/accountCode'],
    [{ name: 'G', kind: 'generic', accountCode: '1100' }, '/accountCode'],
    [{ name: 'G', kind: 'generic', accountCode: '2500' }, '/accountCode'],
    [{ name: 'G', kind: 'paypal' }, '/kind'],
  ])('is refused where it could not work: %j', async (body, pointer) => {
    const { status, body: problem } = await desk.tenant.post('/finance/payment-providers', body);
    expect([status, problem.errors[0].pointer]).toEqual([422, pointer]);
  });

  it('books to the account of its own, and to the bank where none is named', async () => {
    await desk.tenant.post('/finance/accounts', { code: '1050', name: 'Cards on their way', type: 'asset' });
    const invoiceId = await billed();
    const own = await provider({ name: 'Cards', kind: 'generic', accountCode: '1050' });
    expect(await tell(own, paid({ invoiceId, amount: eur('200.00') }))).toBe('booked');
    expect(await tell(await generic(), paid({ invoiceId, reference: 'P-2', amount: eur('38.00') }))).toBe('booked');
    expect([await balanceOf(desk, '1050'), await balanceOf(desk, '1000')]).toEqual(['200.00', '38.00']);
    expect(await statusOf(invoiceId)).toBe('paid');
  });

  it('that is switched off or deleted is not there', async () => {
    const made = await generic();
    const text = paid({});
    const off = await desk.tenant.patch(`/finance/payment-providers/${made.id}`, { enabled: false }, { ifMatch: 1 });
    expect(off.status).toBe(200);
    expect(await tell(made, text)).toEqual([404, 'finance.payment_provider.not_found']);
    await desk.tenant.delete(`/finance/payment-providers/${made.id}`, { ifMatch: 2 });
    expect(await tell(made, text)).toEqual([404, 'finance.payment_provider.not_found']);
  });
});

describe('a callback', () => {
  it('books the payment and clears the invoice that it names', async () => {
    const invoiceId = await billed();
    expect(await tell(await generic(), paid({ invoiceId }))).toBe('booked');
    expect(await payments()).toMatchObject([
      { invoiceId, method: 'card', reference: 'P-1', amount: eur('238.00'), allocated: eur('238.00') },
    ]);
    expect(await statusOf(invoiceId)).toBe('paid');
    expect(desk.tenant.events('finance.payment.received')[0]?.actor).toEqual({
      kind: 'system',
      id: 'finance.payment-callback',
    });
  });

  it('that comes twice, or twice at once, makes one payment (F6)', async () => {
    const invoiceId = await billed();
    const by = await generic();
    const text = paid({ invoiceId });
    const results = await Promise.all([tell(by, text), tell(by, text), tell(by, text)]);
    expect(results.sort()).toEqual(['booked', 'known', 'known']);
    expect(await tell(by, text)).toBe('known');
    expect(await payments()).toHaveLength(1);
    expect(await balanceOf(desk, '1000')).toBe('238.00');
  });

  it('about a payment that a person recorded by its reference changes nothing (F6)', async () => {
    const invoiceId = await billed();
    const by = { invoiceId, amount: eur('238.00'), method: 'card', reference: 'P-1' };
    await desk.tenant.post('/finance/payments', by);
    expect(await tell(await generic(), paid({ invoiceId }))).toBe('known');
    expect(await payments()).toHaveLength(1);
    expect(await kept()).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['an invoice that is not there', { invoiceId: 'inv_01k9zj7m3b8x0g4c5d6e7f8g9h' }, 'unknown_invoice'],
    ['an invoice that is no id', { invoiceId: 'x' }, 'unknown_invoice'],
    ['an order that is not there', { salesOrderId: 'ord_01k9zj7m3b8x0g4c5d6e7f8g9h' }, 'unknown_order'],
    ['nothing', {}, 'finance.callback.no_target'],
    ['another currency', { amount: { amount: '238.00', currency: 'USD' } }, 'currency_mismatch'],
    ['a part of a cent', { amount: eur('238.001') }, 'too_many_decimals'],
  ])('that names %s is kept, told, and never lost', async (_, data, reason) => {
    const named = 'amount' in data ? { invoiceId: await billed(), ...data } : data;
    const by = await generic();
    expect([await tell(by, paid(named)), await tell(by, paid(named))]).toEqual(['kept', 'known']);
    expect(await kept()).toMatchObject([{ reference: 'P-1', reason, providerId: by.id, paymentId: null }]);
    expect(desk.tenant.events('finance.callback.kept').map(({ data: said }) => said)).toMatchObject([{ reason }]);
    expect(await payments()).toEqual([]);
  });

  it('of more or less than is due clears what it can; the rest is the customer’s advance (F5)', async () => {
    const invoiceId = await billed();
    const by = await generic();
    expect(await tell(by, paid({ invoiceId, amount: eur('38.00') }))).toBe('booked');
    expect(await tell(by, paid({ invoiceId, reference: 'P-2', amount: eur('300.00') }))).toBe('booked');
    expect((await payments())[0]).toMatchObject({ allocated: eur('200.00'), advance: eur('100.00') });
    expect(await statusOf(invoiceId)).toBe('paid');
  });

  it('that was kept is assigned by a person, once', async () => {
    const invoiceId = await billed();
    await tell(await generic(), paid({}));
    const [{ id }] = await kept();
    const assigned = await desk.tenant.post(`/finance/callbacks/${id}/assign`, { invoiceId });
    expect(assigned.body).toMatchObject({ state: 'booked', invoiceId, paymentId: (await payments())[0].id });
    expect(await statusOf(invoiceId)).toBe('paid');
    const again = await desk.tenant.post(`/finance/callbacks/${id}/assign`, { invoiceId });
    expect([again.status, again.body.code]).toEqual([409, 'finance.callback.illegal_transition']);
    expect(await kept()).toEqual([]);
  });

  it('that was kept is dismissed with a reason, and what is said of it later changes nothing', async () => {
    const by = await generic();
    await tell(by, paid({}));
    const [{ id }] = await kept();
    const dismissed = await desk.tenant.post(`/finance/callbacks/${id}/dismiss`, { reason: 'A test' });
    expect(dismissed.body.state).toBe('dismissed');
    expect(await tell(by, paid({ invoiceId: await billed() }))).toBe('known');
    expect(await payments()).toEqual([]);
  });

  it('in a foreign currency is not assigned: the bank says what it was worth', async () => {
    await tell(await generic(), paid({ amount: { amount: '9.00', currency: 'USD' } }));
    const [{ id }] = await kept();
    const { status, body } = await desk.tenant.post(`/finance/callbacks/${id}/assign`, { accountId: desk.accountId });
    expect([status, body.code]).toEqual([409, 'finance.callback.other_currency']);
  });

  it('about a refund is kept: the books begin one with a credit note', async () => {
    const invoiceId = await billed();
    expect(await tell(await generic(), paid({ invoiceId }, 'payment.refunded'))).toBe('kept');
    const [{ id, kind }] = await kept();
    expect(kind).toBe('refund');
    const { status, body } = await desk.tenant.post(`/finance/callbacks/${id}/assign`, { invoiceId });
    expect([status, body.code]).toEqual([409, 'finance.callback.not_a_payment']);
  });

  it.each([
    ['2026-02-27T23:30:00Z', '2026-02-27'],
    ['2026-03-09T00:00:00Z', '2026-03-02'],
  ])('of %s counts on the day that it was where the company is, and never on a day to come: %s', async (at, on) => {
    const text = JSON.stringify({ ...JSON.parse(paid({ accountId: desk.accountId })), timestamp: at });
    expect(await tell(await generic(), text)).toBe('booked');
    expect((await payments())[0].receivedOn).toBe(on);
  });

  it('of a type that tells of no money is taken and changes nothing', async () => {
    const by = await generic();
    for (const type of ['payment.created', '__proto__', 'constructor', ''])
      expect(await tell(by, paid({}, type))).toBe('ignored');
    expect(await kept()).toEqual([]);
  });
});

describe('a callback that proves nothing', () => {
  const text = paid({ accountId: 'acc_01k9zj7m3b8x0g4c5d6e7f8g9h' });
  const other = { secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` };
  it.each<[string, (by: Body) => Record<string, string>]>([
    ['no signature', () => ({})],
    ['another secret', () => signed(other, text)],
    ['a signature of another text', (by) => signed(by, `${text} `)],
    ['a signature of another id', (by) => ({ ...signed(by, text), 'webhook-id': 'msg_2' })],
    ['no id', (by) => ({ ...signed(by, text, nowS(), ''), 'webhook-id': '' })],
    ['another time than was signed', (by) => ({ ...signed(by, text), 'webhook-timestamp': String(nowS() + 1) })],
    ['a time six minutes ago', (by) => signed(by, text, nowS() - 360)],
    ['a time in six minutes', (by) => signed(by, text, nowS() + 360)],
    ['a time that is none', (by) => ({ ...signed(by, text), 'webhook-timestamp': '1e9' })],
    ['an empty signature', (by) => ({ ...signed(by, text), 'webhook-signature': 'v1,' })],
    [
      'another version',
      (by) => ({ ...signed(by, text), 'webhook-signature': signed(by, text)['webhook-signature'].replace('v1', 'v2') }),
    ],
    [
      'the right one behind eight wrong ones',
      (by) => ({
        ...signed(by, text),
        'webhook-signature': `${'v1,x '.repeat(8)}${signed(by, text)['webhook-signature']}`,
      }),
    ],
    ['a signature in Stripe’s format', (by) => signedByStripe(text, nowS(), by.secret)],
  ])('%s: 401, and nothing is written', async (_, headersOf) => {
    const by = await generic();
    const before = desk.world.items().length;
    const { status, body } = await call(by.publicKey, text, headersOf(by));
    expect([status, body.code]).toEqual([401, 'finance.callback.bad_signature']);
    expect(desk.world.items().length).toBe(before);
  });

  it('while a secret is rotated one right signature among several is enough', async () => {
    const by = await generic();
    const right = signed(by, text)['webhook-signature'];
    const answer = await call(by.publicKey, text, { ...signed(by, text), 'webhook-signature': `v1,x v1a,y ${right}` });
    expect(answer.body).toEqual({ result: 'kept' });
  });

  it.each<[string, (by: Body, foreign: string) => string]>([
    ['of nothing', () => '0'.repeat(52)],
    ['of a record of another kind', (by) => by.publicKey.slice(0, 26) + desk.accountId.slice(4)],
    ['of our provider under another tenant', (by, foreign) => foreign.slice(0, 26) + by.publicKey.slice(26)],
    ['of another tenant’s provider under ours', (by, foreign) => by.publicKey.slice(0, 26) + foreign.slice(26)],
  ])('a key %s is answered 404 in the same words', async (_, keyOf) => {
    const by = await generic();
    const theirs = await desk.world.tenant({ company: 'Other' });
    const foreign = (await theirs.post('/finance/payment-providers', { name: 'T', kind: 'generic' })).body.publicKey;
    const { status, body } = await call(keyOf(by, foreign), text, signed(by, text));
    expect([status, body.code, body.detail]).toEqual([
      404,
      'finance.payment_provider.not_found',
      'No such payment provider.',
    ]);
  });

  it.each(['x', 'a'.repeat(51), 'A'.repeat(52), `${'0'.repeat(51)}%2f`, `8${'0'.repeat(51)}`])(
    'a key that is none (%s) is 404',
    async (key) => {
      expect((await call(key, text, {})).status).toBe(404);
    },
  );

  it.each<[string, string, number, string]>([
    ['broken JSON', '{"type":', 400, 'request.malformed_json'],
    ['nothing', '', 400, 'request.malformed_json'],
    ['a prototype', '{"__proto__":{},"type":"payment.succeeded"}', 400, 'request.unknown_field'],
    ['a list', '[]', 422, 'request.invalid'],
    ['no data', '{"type":"payment.succeeded"}', 422, 'request.invalid'],
    ['a number for an amount', paid({ amount: 238 }), 422, 'request.invalid'],
    ['a negative amount', paid({ amount: eur('-1.00') }), 422, 'request.invalid'],
    ['no reference', paid({ reference: '' }), 422, 'request.invalid'],
    ['an endless reference', paid({ reference: 'x'.repeat(129) }), 422, 'request.invalid'],
    ['a time that is none', JSON.stringify({ ...JSON.parse(paid({})), timestamp: 'soon' }), 422, 'request.invalid'],
  ])('signed, with %s as its body, is refused with a reason', async (_, body, status, code) => {
    expect(await tell(await generic(), body)).toEqual([status, code]);
    expect(await kept()).toEqual([]);
  });
});

describe('Stripe', () => {
  it('tells of one checkout by session and by intent: one payment, in either order (F6)', async () => {
    const [first, second] = [await billed(), await billed()];
    const by = await stripe();
    expect(await tellStripe(by, 'checkout.session.completed', session({ metadata: { invoiceId: first } }))).toBe(
      'booked',
    );
    expect(await tellStripe(by, 'payment_intent.succeeded', intent({ invoiceId: first }))).toBe('known');
    expect(await tellStripe(by, 'payment_intent.succeeded', intent({ invoiceId: second }, { id: 'pi_2' }))).toBe(
      'booked',
    );
    expect(await tellStripe(by, 'checkout.session.completed', session({ payment_intent: 'pi_2' }))).toBe('known');
    expect(await payments()).toHaveLength(2);
    expect([await statusOf(first), await statusOf(second)]).toEqual(['paid', 'paid']);
  });

  it('tells by the session what the intent was for: what was kept is booked after all', async () => {
    const invoiceId = await billed();
    const by = await stripe();
    expect(await tellStripe(by, 'payment_intent.succeeded', intent([]))).toBe('kept');
    expect(await tellStripe(by, 'checkout.session.completed', session({ client_reference_id: invoiceId }))).toBe(
      'booked',
    );
    expect(await kept()).toEqual([]);
    expect(await payments()).toHaveLength(1);
    expect(await statusOf(invoiceId)).toBe('paid');
  });

  it('tells of refunds before or after the payment; each sum that has gone back is told once', async () => {
    const invoiceId = await billed();
    const by = await stripe();
    const charge = (amount_refunded: number) => ({
      ...{ id: 'ch_1', object: 'charge', amount: 23_800, amount_refunded, payment_intent: 'pi_3ABC', currency: 'eur' },
      metadata: { invoiceId },
    });
    expect(await tellStripe(by, 'charge.refunded', charge(1_000))).toBe('kept');
    expect(await tellStripe(by, 'payment_intent.succeeded', intent({ invoiceId }))).toBe('booked');
    expect(await tellStripe(by, 'charge.refunded', charge(1_000))).toBe('known');
    expect(await tellStripe(by, 'charge.refunded', charge(2_000))).toBe('kept');
    expect((await kept()).map(({ amount }: Body) => amount.amount).sort()).toEqual(['10.00', '20.00']);
  });

  it.each<[string, string, object]>([
    ['an unpaid session', 'checkout.session.completed', session({ payment_status: 'unpaid' })],
    ['a session of a subscription', 'checkout.session.completed', session({ payment_intent: null })],
    ['a free session', 'checkout.session.completed', session({ amount_total: 0 })],
    ['an intent of nothing', 'payment_intent.succeeded', intent({}, { amount_received: 0 })],
    ['another event', 'customer.created', { id: 'cus_1' }],
  ])('%s tells of no money', async (_, type, object) => {
    expect(await tellStripe(await stripe(), type, object)).toBe('ignored');
  });

  it.each([
    ['jpy', 238, '238'],
    ['kwd', 238_000, '238.000'],
    ['isk', 23_800, '238.00'],
    ['usd', 5, '0.05'],
  ])('counts %s by its own decimals', async (currency, amount_received, amount) => {
    await tellStripe(await stripe(), 'payment_intent.succeeded', intent({}, { currency, amount_received }));
    expect((await kept())[0].amount).toEqual({ amount, currency: currency.toUpperCase() });
  });

  it('is believed by its own signature only, within five minutes', async () => {
    const by = await stripe();
    const text = stripeEvent('payment_intent.succeeded', intent({ accountId: desk.accountId }));
    const right = signedByStripe(text)['stripe-signature'];
    const cases: [string, number][] = [
      ['', 401],
      [signedByStripe(text, nowS() - 301)['stripe-signature'], 401],
      [signedByStripe(text, nowS() + 301)['stripe-signature'], 401],
      [signedByStripe(text, nowS(), `${STRIPE_SECRET}x`)['stripe-signature'], 401],
      [right.replace('v1=', 'v0='), 401],
      [right.replace(/t=\d+/, `t=${nowS() - 1}`), 401],
      [right.toUpperCase(), 401],
      [`${right.slice(0, -1)}`, 401],
      [`${right.split(',')[0]},v1=${'0'.repeat(64)},${right.split(',')[1]}`, 200],
    ];
    for (const [signature, status] of cases) {
      expect([signature, (await call(by.publicKey, text, { 'stripe-signature': signature })).status]).toEqual([
        signature,
        status,
      ]);
    }
    expect(await payments()).toHaveLength(1);
  });
});
