/**
 * A company with one of everything: every kind of record in every state from which a route goes on. Made through the
 * API alone, by the bodies that a stranger would write.
 */
import { Webhook } from 'standardwebhooks';
import type { Body } from '../harness/world.ts';
import type { Company, Product } from './local-product.ts';
import { standsUnder } from './valid-requests.ts';
import { receiverOf } from './webhook-receiver.ts';

/** Ids by the part they play, such as `draftShipment`; the same names for every company. */
export type Furnished = {
  readonly company: Company;
  readonly mark: string;
  readonly ids: Readonly<Record<string, string>>;
  /** The version of each of these records at the end. */
  readonly versions: Readonly<Record<string, number>>;
  /** Of an invitation that nobody has taken up. */
  readonly invitationToken: string;
  /** Where the company's webhooks go. */
  readonly receiver: string;
};

export const eur = (amount: string) => ({ amount, currency: 'EUR' });

/** @param mark stands in every text that the company gives, so that it is known wherever it turns up */
export async function furnish(product: Product, company: Company, mark: string): Promise<Furnished> {
  const ids: Record<string, string> = { user: company.userId, tenant: company.id };
  const keep = (name: string, record: Body): Body => {
    ids[name] = record.id;
    return record;
  };
  const { post } = company;
  const one = async (path: string): Promise<Body> => (await company.get(path)).data[0];

  await listen(company, mark, keep);
  await addFields(company, mark, keep);
  await stockTheShelves(company, mark, keep);
  keep(
    'account',
    await post('/crm/accounts', { name: `${mark} Cycles`, externalId: `${mark}-1`, customFields: { region: mark } }),
  );
  keep('limited', await post('/crm/accounts', { name: `${mark} Limited`, creditLimit: eur('10.00') }));
  keep('contact', await post('/crm/contacts', { accountId: ids.account, name: `${mark} Keller` }));
  keep('pipeline', await post('/crm/pipelines', { name: `${mark} deals`, stages: [{ name: mark, probability: 30 }] }));
  keep('task', await post('/crm/tasks', { accountId: ids.account, subject: `Call ${mark}`, dueOn: '2027-01-15' }));

  const opportunity = async (name: string, sku: string, quantity = '1', accountId = ids.account, more: object[] = []) =>
    keep(
      name,
      await post('/crm/opportunities', { accountId, name: `${mark} ${name}`, lines: [{ sku, quantity }, ...more] }),
    );
  const win = async (name: string, sku: string, quantity = '1', accountId = ids.account, more: object[] = []) => {
    const { id } = await opportunity(`${name}Deal`, sku, quantity, accountId, more);
    const won = await post(`/crm/opportunities/${id}/win`);
    ids[name] = won.salesOrderId;
    ids[`${name}Loop`] = won.correlationId;
  };
  await opportunity('toWin', 'BELL');
  await opportunity('toLose', 'BELL');
  await opportunity('toChange', 'BELL');
  await opportunity('lost', 'BELL');
  await post(`/crm/opportunities/${ids.lost}/lose`, { reason: 'Too late' });
  await win('held', 'BELL', '5', ids.limited);
  await win('service', 'FITTING');
  await win('noted', 'FITTING');
  await win('short', 'NUT', '3');
  await win('unmade', 'FRAME');
  await win('partly', 'BELL', '4', ids.account, [{ sku: 'NUT', quantity: '1' }]);
  for (const name of ['drafted', 'picked', 'sent', 'toCancel', 'done', 'owing', 'creditable', 'ahead', 'returned'])
    await win(name, 'BELL', '4');
  await product.settled();

  await moveGoods(company, ids);
  await product.settled();
  await moveMoney(company, ids, keep);
  keep(
    'return',
    await post('/logistics/returns', { shipmentId: ids.returnedShipment, lines: [{ sku: 'BELL', quantity: '1' }] }),
  );
  keep('requisition', await one(`/procurement/requisitions?salesOrderId=${ids.short}`));
  keep('blocked', await one(`/production/orders?salesOrderId=${ids.unmade}`));
  await post('/catalog/boms', { sku: 'FRAME', components: [{ sku: 'TUBE', quantity: '2' }], validFrom: '2026-01-01' });
  await buy(company, ids, keep);
  await make(product, company, ids, keep);
  await giveRights(product, company, mark, keep);
  await hearOfMoney(product, company, mark, keep);
  await hearOfPeople(product, company, mark, keep);
  await hearOfEvents(product, company, ids, keep);
  await product.settled();
  keep('event', await one('/events?type=crm.opportunity.won'));
  keep('stockEntry', await one('/inventory/entries'));
  keep('reservation', await one(`/inventory/reservations?salesOrderId=${ids.drafted}`));
  keep('creditNote', await one('/finance/credit-notes'));
  ids.serviceLine = (await company.get(`/sales/orders/${ids.service}`)).lines[0].lineId;
  const { token: invitationToken } = await post('/invitations', { email: `late@${mailOf(company)}`, roles: ['sales'] });
  const versions = await versionsOf(company, ids);
  return { company, mark, ids, versions, invitationToken, receiver: await receiverOf(company.id) };
}

/** The part of a company's addresses behind the @. */
/** A code of the company's own: an id follows from it, and one that others have as well is nobody's. */
export const centreOf = (mark: string): string =>
  mark
    .replace(/[^a-z]/gi, '')
    .toUpperCase()
    .slice(0, 8);
export const mailOf = ({ email }: Company): string => email.split('@')[1] ?? '';

const VERSIONED = [
  ...[
    'users member',
    'users leaver',
    'roles role',
    'roles spareRole',
    'catalog/products product',
    'crm/accounts account',
  ],
  ...[
    'catalog/work-centres workCentre',
    'crm/contacts contact',
    'crm/pipelines pipeline',
    'crm/opportunities toChange',
  ],
  ...[
    'inventory/locations location',
    'procurement/vendors vendor',
    'webhooks webhookToChange',
    'webhooks webhookToDrop',
    'sales/orders noted',
    'custom-fields field',
    'custom-fields spareField',
    'custom-fields archivedField',
  ],
].map((text) => text.split(' '));

/** Versions as they are at the end; what cannot be read by its id was never changed, and so is in version 1. */
async function versionsOf({ get }: Company, ids: Ids): Promise<Record<string, number>> {
  const versions: Record<string, number> = { taxSettings: (await get('/finance/tax-settings')).version };
  for (const [path, name = ''] of VERSIONED) versions[name] = (await get(`/${path}/${ids[name]}`)).version;
  return versions;
}

type Keep = (name: string, record: Body) => Body;
type Ids = Record<string, string>;

/** Products, bills of material, a vendor with prices, a second location and opening stock. */
async function stockTheShelves({ post }: Company, mark: string, keep: Keep): Promise<void> {
  const centre = { code: centreOf(mark), name: mark, hourlyRate: eur('36.00') };
  keep('workCentre', await post('/catalog/work-centres', centre));
  await post('/catalog/units', { code: 'SPOOL', name: mark, wholeNumber: true });
  const add = (sku: string, kind: string, facts: object = {}) =>
    post('/catalog/products', { sku, name: `${mark} ${sku}`, kind, ...facts });
  keep(
    'product',
    await add('BELL', 'purchased', { listPrice: eur('9.90'), standardCost: eur('3.00'), externalId: mark }),
  );
  await add('TUBE', 'purchased', { standardCost: eur('5.00') });
  await add('NUT', 'purchased', { listPrice: eur('1.00'), standardCost: eur('0.10') });
  await add('FITTING', 'service', { listPrice: eur('45.00') });
  await add('RACK', 'manufactured', { listPrice: eur('80.00') });
  await add('FRAME', 'manufactured', { listPrice: eur('300.00') });
  const operations = [{ workCentre: centreOf(mark), minutes: '10' }];
  const components = [{ sku: 'TUBE', quantity: '2' }];
  keep('bom', await post('/catalog/boms', { sku: 'RACK', components, operations, validFrom: '2026-01-01' }));
  keep('vendor', await post('/procurement/vendors', { name: `${mark} Parts`, externalId: mark }));
  const { id: vendorId } = await post('/procurement/vendors', { name: `${mark} Nuts` });
  keep('vendorPrice', await post('/procurement/vendor-prices', { vendorId, sku: 'NUT', price: eur('0.10') }));
  keep('location', await post('/inventory/locations', { code: `${mark}-2`, name: mark }));
  const lines = [
    { sku: 'BELL', quantity: '1000', unitCost: eur('3.00') },
    { sku: 'TUBE', quantity: '100', unitCost: eur('5.00') },
  ];
  keep('adjustment', await post('/inventory/adjustments', { reason: mark, lines }));
}

/** Shipments on each step of their way, and what the customer has been billed for. */
async function moveGoods({ get, post }: Company, ids: Ids): Promise<void> {
  const shipmentOf = async (order: string) => {
    const { data } = await get(`/logistics/shipments?salesOrderId=${ids[order]}`);
    ids[`${order}Shipment`] = data[0].id;
    return data[0].id;
  };
  const steps = ['pick', 'dispatch', 'deliver'];
  const moved = { drafted: 0, picked: 1, sent: 2, partly: 2, done: 3, owing: 3, creditable: 3, ahead: 3, returned: 3 };
  for (const [order, count] of Object.entries(moved)) {
    const id = await shipmentOf(order);
    for (const verb of steps.slice(0, count)) await post(`/logistics/shipments/${id}/${verb}`);
  }
}

/** Invoices that are open, paid and credited; an advance; a journal entry by hand. */
async function moveMoney({ get, post }: Company, ids: Ids, keep: Keep): Promise<void> {
  const invoiceOf = async (order: string) =>
    keep(`${order}Invoice`, (await get(`/finance/invoices?salesOrderId=${ids[order]}`)).data[0]);
  for (const order of ['owing', 'ahead', 'returned']) await invoiceOf(order);
  ids.creditableLine = (await invoiceOf('creditable')).lines[0].lineId;
  const { total } = await invoiceOf('done');
  keep('payment', await post('/finance/payments', { invoiceId: ids.doneInvoice, amount: total }));
  await post(`/finance/invoices/${ids.doneInvoice}/credit`, { amount: eur('11.90') });
  keep('refund', await post('/finance/refunds', { invoiceId: ids.doneInvoice, amount: eur('1.00') }));
  await post('/finance/payments', { accountId: ids.account, amount: eur('20.00') });
  const lines = [
    { accountCode: '6200', debit: eur('12.00') },
    { accountCode: '1000', credit: eur('12.00') },
  ];
  keep('entry', await post('/finance/entries', { memo: 'Rent', lines }));
}

/** Purchase orders and bills on each step of their way. */
async function buy({ post }: Company, ids: Ids, keep: Keep): Promise<void> {
  const place = async (name: string) =>
    keep(
      name,
      await post('/procurement/orders', {
        vendorId: ids.vendor,
        lines: [{ sku: 'TUBE', quantity: '10', unitPrice: eur('5.00') }],
      }),
    );
  const receive = (name: string, quantity: string) =>
    post(`/procurement/orders/${ids[name]}/receive`, { lines: [{ sku: 'TUBE', quantity }] });
  for (const name of ['toReceive', 'toRevoke', 'toBill', 'toClose', 'toPay', 'dear']) await place(name);
  await receive('toBill', '10');
  await receive('toClose', '4');
  await receive('toPay', '10');
  await receive('dear', '10');
  keep('bill', await post(`/procurement/orders/${ids.toPay}/bill`));
  const dear = [{ sku: 'TUBE', quantity: '10', unitPrice: eur('9.00') }];
  keep('heldBill', await post(`/procurement/orders/${ids.dear}/bill`, { lines: dear }));
}

/** Production orders on each step of their way. */
async function make(product: Product, company: Company, ids: Ids, keep: Keep): Promise<void> {
  const { get, post } = company;
  for (const name of ['toStart', 'toComplete', 'toEnd', 'toDrop', 'made'])
    keep(name, await post('/production/orders', { sku: 'RACK', quantity: '2', dueOn: '2027-05-15' }));
  await product.settled();
  for (const name of ['toComplete', 'toEnd']) await post(`/production/orders/${ids[name]}/start`);
  await post(`/production/orders/${ids.toEnd}/complete`, { quantity: '1' });
  const { state } = await get(`/production/orders/${ids.made}`);
  if (state !== 'ready') throw new Error(`The production order is ${state}`);
  await post(`/production/orders/${ids.made}/start`);
  await post(`/production/orders/${ids.made}/complete`, { quantity: '2' });
}

/** An endpoint that hears of accounts from the start, one to change and one to remove. */
async function listen({ id, post }: Company, mark: string, keep: Keep): Promise<void> {
  const url = await receiverOf(id);
  const add = (name: string, enabled: boolean) => {
    const body = { url, events: ['crm.account.*'], description: mark, headers: { 'x-team': mark }, enabled };
    return post('/webhooks', body).then((made) => keep(name, made));
  };
  await add('webhook', true);
  await add('webhookToChange', false);
  await add('webhookToDrop', false);
}

/** A delivery that arrived, and a rehearsed replay. */
async function hearOfEvents(product: Product, { get, post }: Company, ids: Ids, keep: Keep): Promise<void> {
  const { webhook = '' } = ids;
  await product.settled();
  const delivery = keep('delivery', (await get(`/webhooks/${webhook}/deliveries?status=delivered`)).data[0]);
  const replay = keep(
    'replay',
    await post(`/webhooks/${webhook}/replay`, { from: '2026-01-01T00:00:00Z', dryRun: true }),
  );
  for (const { id } of [delivery, replay]) standsUnder(id, webhook);
}

/** People, invitations, a role, an API key, an upload and an import with a refused row. */
/** Forms of the company's pages, and somebody who sent one. */
async function hearOfPeople({ anonymous }: Product, { get, post }: Company, mark: string, keep: Keep): Promise<void> {
  const form = keep('form', await post('/crm/forms', { name: mark }));
  keep('formKey', { id: form.publicKey });
  keep('spareForm', await post('/crm/forms', { name: `${mark} 2` }));
  await anonymous.post(`/forms/${form.publicKey}`, { name: `${mark} Visitor`, email: 'visitor@example.com' });
  keep('lead', (await get('/crm/leads')).data[0]);
}

/** Payment providers, and money that one of them told of without saying what it is for. */
async function hearOfMoney({ anonymous }: Product, { get, post }: Company, mark: string, keep: Keep): Promise<void> {
  const provider = keep('paymentProvider', await post('/finance/payment-providers', { name: mark, kind: 'generic' }));
  keep('paymentKey', { id: provider.publicKey });
  keep('spareProvider', await post('/finance/payment-providers', { name: `${mark} 2`, kind: 'generic' }));
  for (const reference of [`${mark}-1`, `${mark}-2`]) {
    const body = JSON.stringify({ type: 'payment.succeeded', data: { reference, amount: eur('7.00') } });
    const at = new Date();
    const headers = {
      'content-type': 'application/json',
      'webhook-id': reference,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(provider.secret).sign(reference, at, body),
    };
    await anonymous.post(`/payment-callbacks/${provider.publicKey}`, body, { headers });
  }
  const { data } = await get('/finance/callbacks?state=kept');
  keep('keptMoney', data[0]);
  keep('moneyToDismiss', data[1]);
}

/** A field of each kind of records that a request changes, and one in each state. */
async function addFields({ post, call }: Company, mark: string, keep: Keep): Promise<void> {
  const options = [`${mark} a`, `${mark} b`];
  keep('field', await post('/custom-fields', { entity: 'account', name: 'region', type: 'text', label: mark }));
  keep('orderField', await post('/custom-fields', { entity: 'order', name: 'deliveryNote', type: 'text' }));
  await post('/custom-fields', { entity: 'order', name: 'forwarder', type: 'lookup', lookup: 'account' });
  keep('spareField', await post('/custom-fields', { entity: 'contact', name: 'tier', type: 'choice', options }));
  const gone = keep('archivedField', await post('/custom-fields', { entity: 'product', name: 'colour', type: 'text' }));
  await call('DELETE', `/custom-fields/${gone.id}`, { ifMatch: gone.version });
}

async function giveRights({ colleague }: Product, company: Company, mark: string, keep: Keep): Promise<void> {
  const { post } = company;
  keep('role', await post('/roles', { name: mark, permissions: ['crm.account:read'] }));
  keep('spareRole', await post('/roles', { name: `${mark} 2`, permissions: ['crm.account:read'] }));
  keep('apiKey', await post('/api-keys', { name: mark, scopes: ['crm.*'] }));
  keep('pinnedKey', await post('/api-keys', { name: mark, scopes: ['crm.*'] }));
  keep('invitation', await post('/invitations', { email: `guest@${mailOf(company)}`, roles: ['sales'] }));
  keep('member', await colleague(company, ['sales']));
  keep('leaver', await colleague(company, ['sales']));
  keep('upload', await post('/uploads', {}));
  const content = `externalId,name,email\n7,${mark} Ltd,ask@example.com\n8,${mark} Bad,no address\n`;
  keep('import', await post('/imports', { kind: 'accounts', content }));
  keep('export', await post('/exports', { kind: 'crm.contacts', format: 'csv' }));
}
