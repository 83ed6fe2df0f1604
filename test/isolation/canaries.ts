/**
 * What the other company's data is full of: a text or an odd amount of its own in every field that takes one, so that a
 * leak says which field it came from.
 */
import { eur } from '../e2e/furnish.ts';
import type { Company } from '../e2e/local-product.ts';

const canary = (where: string): string => `kanari-${where}-7q`;
const CODES = {
  sku: 'KANARI-SKU-7Q',
  workCentre: 'KANARIWC7Q',
  location: 'KANARILOC7Q',
  unit: 'KANARIUN',
  account: '7737',
};
const AMOUNTS = ['73313.37', '7171.73', '717.17', '7331337.00', '7313.31', '717.31', '7177.31'] as const;

/** Texts to look for. Money is looked for as it is told and, by its digits, as it is stored. */
export const CANARIES: readonly string[] = ['kanari', ...AMOUNTS, ...AMOUNTS.map((amount) => amount.replace('.', ''))];

/** The other company's codes by the field of a body or the filter that takes one. */
export const FOREIGN_CODES: Readonly<Record<string, string>> = {
  ...{
    sku: CODES.sku,
    workCentre: CODES.workCentre,
    unit: CODES.unit,
    orderUnit: CODES.unit,
    accountCode: CODES.account,
  },
  ...{ location: CODES.location, from: CODES.location, to: CODES.location, stage: canary('stage') },
  ...{ code: CODES.location, externalId: canary('external'), q: 'kanari', email: `${canary('mail')}@kanari.example` },
  ...{ category: canary('category') },
};

const [PRICE, COST, RATE, LIMIT, OFFER, DEAR, PAID] = AMOUNTS;

/** Fills the company; it is furnished already, so that every kind of record is there beside its canaries. */
export async function plantCanaries({ get, post }: Company): Promise<void> {
  await post('/catalog/units', { code: CODES.unit, name: canary('unit'), wholeNumber: true });
  await post('/catalog/work-centres', { code: CODES.workCentre, name: canary('centre'), hourlyRate: eur(RATE) });
  await post('/catalog/products', {
    ...{ sku: CODES.sku, name: canary('product'), kind: 'purchased', listPrice: eur(PRICE), standardCost: eur(COST) },
    ...{ category: canary('category'), subcategory: canary('subcategory'), externalId: canary('external') },
  });
  await post('/inventory/locations', { code: CODES.location, name: canary('location') });
  const goods = { sku: CODES.sku, quantity: '9' };
  await post('/inventory/adjustments', { reason: canary('adjustment'), lines: [{ ...goods, unitCost: eur(COST) }] });
  const account = await post('/crm/accounts', {
    ...{ name: canary('account'), email: FOREIGN_CODES.email, phone: '+49 773 7337', domain: 'kanari.example' },
    ...{ taxId: canary('tax'), externalId: canary('external'), creditLimit: eur(LIMIT) },
    address: { line1: canary('street'), line2: canary('yard'), city: canary('city'), country: 'DE' },
  });
  const accountId = account.id;
  await post('/crm/contacts', {
    ...{ accountId, name: canary('contact'), email: FOREIGN_CODES.email, role: canary('role') },
    ...{ phone: '+49 773 7337', externalId: canary('external') },
  });
  await post('/crm/pipelines', { name: canary('pipeline'), stages: [{ name: canary('stage'), probability: 50 }] });
  await post('/crm/tasks', { accountId, subject: canary('task'), dueOn: '2027-02-01' });
  const deal = (name: string) =>
    post('/crm/opportunities', {
      ...{ accountId, name: canary(name), externalId: canary(`${name}-external`) },
      lines: [{ sku: CODES.sku, quantity: '1', unitPrice: eur(OFFER) }],
    });
  const lost = await deal('lost');
  await post(`/crm/opportunities/${lost.id}/lose`, { reason: canary('lost-reason') });
  for (const name of ['won', 'cancelled']) await post(`/crm/opportunities/${(await deal(name)).id}/win`);
  await buy(post);
  await post('/finance/accounts', { code: CODES.account, name: canary('ledger'), type: 'expense' });
  const lines = [
    { accountCode: CODES.account, debit: eur(PAID) },
    { accountCode: '1000', credit: eur(PAID) },
  ];
  await post('/finance/entries', { memo: canary('memo'), lines });
  await post('/finance/payments', { accountId, amount: eur(PAID), reference: canary('reference') });
  await post('/roles', { name: canary('own-role'), permissions: ['crm.account:read'] });
  await post('/invitations', { email: `${canary('guest')}@kanari.example`, roles: ['sales'] });
  const content = `externalId,name,email\n1,${canary('row')},no address ${canary('refused')}\n`;
  await post('/imports', { kind: 'accounts', content });
  await upload(post, `externalId,name\n2,${canary('file')}\n`);
  if ((await get(`/crm/accounts/${accountId}`)).name !== canary('account')) throw new Error('No canary was planted');
}

async function buy(post: Company['post']): Promise<void> {
  const vendor = await post('/procurement/vendors', {
    ...{ code: canary('vendor'), name: canary('vendor-name'), email: FOREIGN_CODES.email },
    externalId: canary('external'),
  });
  await post('/procurement/vendor-prices', { vendorId: vendor.id, sku: CODES.sku, price: eur(DEAR) });
  const lines = [{ sku: CODES.sku, quantity: '1', unitPrice: eur(DEAR) }];
  const order = await post('/procurement/orders', { vendorId: vendor.id, lines });
  await post(`/procurement/orders/${order.id}/receive`, { lines: [{ sku: CODES.sku, quantity: '1' }] });
  await post(`/procurement/orders/${order.id}/bill`, { billNumber: canary('bill') });
}

/** A file of the company's own in the bucket, and the import that reads it. */
async function upload(post: Company['post'], content: string): Promise<void> {
  const { id, url } = await post('/uploads', {});
  const { status } = await fetch(url, { method: 'PUT', body: content });
  if (status !== 200) throw new Error(`The bucket answered ${status}`);
  await post('/imports', { kind: 'accounts', uploadId: id });
  await post('/exports', { kind: 'crm.accounts', format: 'csv' });
  await post('/exports', { kind: 'tenant', format: 'ndjson' });
}

/** Tells and moves the orders that the canaries' deals became, once their events have had their effect. */
export async function moveCanaries({ get, post }: Company): Promise<void> {
  const orders = (await get('/sales/orders?limit=200')).data.filter(({ lines }: { lines: { sku: string }[] }) =>
    lines.some(({ sku }) => sku === CODES.sku),
  );
  const [sent, cancelled] = orders;
  const [shipment] = (await get(`/logistics/shipments?salesOrderId=${sent.id}`)).data;
  await post(`/logistics/shipments/${shipment.id}/pick`);
  const carried = { carrier: canary('carrier'), trackingNumber: canary('tracking') };
  await post(`/logistics/shipments/${shipment.id}/dispatch`, carried);
  await post(`/logistics/shipments/${shipment.id}/deliver`, { receivedBy: canary('receiver') });
  const lines = [{ sku: CODES.sku, quantity: '1' }];
  await post('/logistics/returns', { shipmentId: shipment.id, lines, reason: canary('return') });
  await post(`/sales/orders/${cancelled.id}/cancel`, { reason: canary('cancel') });
}
