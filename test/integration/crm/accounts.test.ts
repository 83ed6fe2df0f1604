import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';

let world: World;
let tenant: TestTenant;
beforeEach(async () => {
  world = await createWorld();
  tenant = await world.tenant();
});
afterEach(() => world.close());

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const add = (fields: object = {}) => tenant.post('/crm/accounts', { name: 'Corner Cycles', ...fields });

describe('an account', () => {
  it('comes back as it was put in, with defaults and no figures yet', async () => {
    const created = await add({
      email: 'Office@Corner.example',
      taxId: 'DE 123',
      creditLimit: eur('25000.00'),
      address: { line1: 'Ring 1', city: 'Bremen', country: 'DE' },
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      email: 'office@corner.example',
      creditLimit: eur('25000.00'),
      paymentTermsDays: 30,
      taxTreatment: 'domestic',
      shippingPolicy: 'partial',
      invoicingPolicy: 'dispatched',
      lifetimeValue: eur('0.00'),
      realisedMargin: eur('0.00'),
      ordersCount: 0,
      lastPurchaseOn: null,
      ownerId: 'usr_owner',
      possibleDuplicates: [],
    });
    const { possibleDuplicates: _, ...kept } = created.body;
    expect((await tenant.get(`/crm/accounts/${created.body.id}`)).body).toEqual(kept);
  });

  it.each([
    ['no name', { name: undefined }, '/name required'],
    ['a blank name', { name: '  ' }, '/name invalid_format'],
    ['an e-mail that is none', { email: 'corner' }, '/email invalid_format'],
    ['a telephone number that is none', { phone: 'call me' }, '/phone invalid_format'],
    ['a negative credit limit', { creditLimit: eur('-1.00') }, '/creditLimit/amount custom'],
    [
      'a credit limit in another currency',
      { creditLimit: { amount: '1.00', currency: 'USD' } },
      '/creditLimit/currency currency_mismatch',
    ],
    ['a credit limit of a tenth of a cent', { creditLimit: eur('1.001') }, '/creditLimit/amount too_many_decimals'],
    ['terms of two years', { paymentTermsDays: 730 }, '/paymentTermsDays too_big'],
    [
      'a country that is none',
      { address: { line1: 'x', city: 'y', country: 'Germany' } },
      '/address/country invalid_format',
    ],
    ['figures set by hand', { lifetimeValue: eur('1.00') }, '/lifetimeValue unknown_field'],
    [
      'a parent that is not there',
      { parentAccountId: 'acc_00000000000000000000000000' },
      '/parentAccountId unknown_account',
    ],
  ])('is refused with %s, and nothing changed', async (_, extra, expected) => {
    const before = world.items().length;
    const answer = await add(extra);
    expect(answer.status).toBe(422);
    const [{ pointer, code }] = answer.body.errors;
    expect(`${pointer} ${code}`).toBe(expected);
    expect(world.items()).toHaveLength(before);
  });

  it('C2: the same tax id, however written, is the same company', async () => {
    const { id } = (await add({ taxId: 'DE 123-456' })).body;
    const double = await add({ name: 'Corner Cycles Ltd', taxId: 'de123456' });
    expect(double.status).toBe(409);
    expect(double.body).toMatchObject({ code: 'crm.account.duplicate_tax_id', facts: { existingId: id } });
    const answers = await Promise.all([add({ taxId: 'X1' }), add({ taxId: 'x 1' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('C2: softer matches are told and let through', async () => {
    const { id } = (await add({ email: 'a@corner.example', phone: '0049 30 123456' })).body;
    const byDomain = await add({ name: 'Second', domain: 'https://www.corner.example/' });
    expect(byDomain.body.possibleDuplicates).toEqual([{ id, name: 'Corner Cycles', matchedBy: 'domain' }]);
    const byPhone = await add({ name: 'Third', phone: '+49 (30) 123456' });
    expect(byPhone.body.possibleDuplicates).toMatchObject([{ id, matchedBy: 'phone' }]);
    await tenant.patch(`/crm/accounts/${id}`, { phone: null }, { ifMatch: 1 });
    const fourth = await add({ name: 'Fourth', phone: '+4930123456' });
    expect(fourth.body.possibleDuplicates.map(({ name }: { name: string }) => name)).toEqual(['Third']);
  });

  it('cannot be above itself at any distance', async () => {
    const top = (await add({ name: 'Top' })).body;
    const middle = (await add({ name: 'Middle', parentAccountId: top.id })).body;
    const low = (await add({ name: 'Low', parentAccountId: middle.id })).body;
    for (const parent of [top, middle, low]) {
      const refused = await tenant.patch(`/crm/accounts/${top.id}`, { parentAccountId: parent.id }, { ifMatch: 1 });
      expect([refused.status, refused.body.code]).toEqual([422, 'crm.account.parent_cycle']);
    }
  });

  it('changes under its version and frees what it no longer holds', async () => {
    const { id } = (await add({ taxId: 'X1', externalId: 'E1' })).body;
    expect((await tenant.patch(`/crm/accounts/${id}`, { name: 'New' })).status).toBe(428);
    const changed = await tenant.patch(`/crm/accounts/${id}`, { taxId: null, creditLimit: null }, { ifMatch: 1 });
    expect(changed.body).toMatchObject({ taxId: null, creditLimit: null, version: 2 });
    expect((await tenant.patch(`/crm/accounts/${id}`, { name: 'New' }, { ifMatch: 1 })).status).toBe(412);
    expect((await add({ taxId: 'X1' })).status).toBe(201);
    expect((await add({ externalId: 'E1' })).status).toBe(409);
  });

  it('is found by the beginning of its name and by external id', async () => {
    await add({ externalId: 'E1' });
    await add({ name: 'Corner Shop' });
    await add({ name: 'Other' });
    expect((await tenant.get('/crm/accounts?q=CORNER')).body.data).toHaveLength(2);
    expect((await tenant.get('/crm/accounts?externalId=E1')).body.data).toHaveLength(1);
    expect((await tenant.get('/crm/accounts?externalId=E2')).body.data).toHaveLength(0);
  });

  it('of another tenant is no account', async () => {
    const { id } = (await add({ externalId: 'E1' })).body;
    const other = await world.tenant();
    expect((await other.get(`/crm/accounts/${id}`)).status).toBe(404);
    expect((await other.patch(`/crm/accounts/${id}`, { name: 'Mine' }, { ifMatch: 1 })).status).toBe(404);
    expect((await other.post('/crm/contacts', { accountId: id, name: 'Eve' })).body.errors[0].code).toBe(
      'unknown_account',
    );
    expect((await other.post('/crm/opportunities', { accountId: id, name: 'Mine' })).body.errors[0]).toMatchObject({
      pointer: '/accountId',
      code: 'unknown_account',
    });
    expect((await other.get('/crm/accounts?externalId=E1')).body.data).toEqual([]);
    expect((await tenant.get(`/crm/accounts/${id}`)).body.version).toBe(1);
  });
});

describe('contacts', () => {
  it('belong to an account, once for each e-mail address', async () => {
    const accountId = (await add()).body.id;
    const anna = { accountId, name: 'Anna Keller', email: 'Anna@Corner.example', role: 'Buyer' };
    const created = await tenant.post('/crm/contacts', anna);
    expect(created.body).toMatchObject({ email: 'anna@corner.example', role: 'Buyer' });
    const double = await tenant.post('/crm/contacts', { ...anna, name: 'Anna K.' });
    expect([double.status, double.body.errors[0].pointer]).toEqual([409, '/email']);
    const otherId = (await add({ name: 'Other' })).body.id;
    expect((await tenant.post('/crm/contacts', { ...anna, accountId: otherId })).status).toBe(201);
    expect((await tenant.get(`/crm/contacts?accountId=${accountId}`)).body.data).toHaveLength(1);
    expect((await tenant.get('/crm/contacts?q=anna')).body.data).toHaveLength(2);
    const path = `/crm/contacts/${created.body.id}`;
    expect((await tenant.patch(path, { email: null }, { ifMatch: 1 })).body.email).toBeNull();
    expect((await tenant.post('/crm/contacts', anna)).status).toBe(201);
  });

  it('who may be known already are told, at whatever account (C2)', async () => {
    const [accountId, otherId] = [(await add()).body.id, (await add({ name: 'Other' })).body.id];
    const anna = { accountId, name: 'Anna Keller', email: 'anna@corner.example', phone: '+49 30 123456' };
    const first = await tenant.post('/crm/contacts', anna);
    expect(first.body.possibleDuplicates).toEqual([]);
    const moved = await tenant.post('/crm/contacts', { ...anna, accountId: otherId, name: 'A. Keller' });
    const { id } = first.body;
    expect(moved.body.possibleDuplicates).toEqual([{ id, name: 'Anna Keller', matchedBy: 'email' }]);
    await tenant.patch(`/crm/contacts/${moved.body.id}`, { email: null }, { ifMatch: 1 });
    const colleague = { accountId, name: 'Ben', phone: '0049 30 123456' };
    const { possibleDuplicates } = (await tenant.post('/crm/contacts', colleague)).body;
    expect(possibleDuplicates.map(({ name, matchedBy }: Record<string, string>) => [name, matchedBy])).toEqual([
      ['Anna Keller', 'phone'],
      ['A. Keller', 'phone'],
    ]);
    const again = await tenant.post('/crm/contacts', { accountId, name: 'Anna', email: 'anna@corner.example' });
    expect([again.status, again.body.existingId ?? again.body.facts?.existingId]).toEqual([409, id]);
  });
});
