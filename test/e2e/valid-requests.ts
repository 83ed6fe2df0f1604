/**
 * One request for every route that writes, which a furnished company may make with success, once. The suites break it
 * in every way there is; that it works unbroken is what makes their refusals mean something.
 */
import { centreOf, eur, type Furnished, mailOf } from './furnish.ts';
import { PASSWORD } from './local-product.ts';

export type ValidRequest = {
  /** The id in the path. */
  readonly id?: string;
  readonly body?: Body;
  readonly ifMatch?: number;
  /** Sent without a token. */
  readonly isPublic?: boolean;
  /** Refused with this status even so: what it would change is over before a test can get to it. */
  readonly refusedWith?: number;
};
type Body = { readonly [name: string]: unknown };

export type RouteKey = `${string} /${string}`;
export const keyOf = ({ method, path }: { method: string; path: string }): RouteKey =>
  `${method} ${path as `/${string}`}`;

/** The record of the path that another one stands under: the endpoint of a delivery. */
const parents = new Map<string, string>();
export const standsUnder = (id: string, parentId: string): void => {
  parents.set(id, parentId);
};
const UNKNOWN_PARENT = `whk_${'0'.repeat(25)}1`;
const RECORD_ID = /^[a-z]{2,5}_[0-9a-z]{26}$/;

/** The address of a request: its route's path with the id in it; before it, where there are two, that of its parent. */
export function addressOf(path: string, id = ''): string {
  const parent = parents.get(id) ?? (RECORD_ID.test(id) ? UNKNOWN_PARENT : id);
  const [first, ...others] = path.match(/\{[^}]+\}/g) ?? [];
  if (first === undefined) return path;
  return others.length === 0 ? path.replace(first, id) : path.replace(first, parent).replace(/\{[^}]+\}/, id);
}

export function validRequests(furnished: Furnished): Readonly<Record<RouteKey, ValidRequest>> {
  const { ids, mark, company, versions, invitationToken } = furnished;
  const of = (name: string, body?: Body): ValidRequest => ({
    id: ids[name] ?? name,
    ...(body === undefined ? {} : { body }),
  });
  const change = (name: string, body?: Body): ValidRequest => ({ ...of(name, body), ifMatch: versions[name] ?? 1 });
  const reason = 'A good one';
  return {
    ...{
      'POST /signup': {
        isPublic: true,
        body: {
          ...{ company: `${mark} New`, email: `new@${mailOf(company)}`, password: PASSWORD },
          ...{ country: 'DE', currency: 'EUR', timeZone: 'Europe/Berlin' },
        },
      },
      'POST /auth/token': { isPublic: true, body: { email: company.email, password: PASSWORD } },
      'POST /auth/sign-out': { isPublic: true, body: { refreshToken: company.refreshToken } },
      'POST /invitations/accept': {
        isPublic: true,
        body: { token: invitationToken, password: PASSWORD, name: `${mark} Guest` },
      },
      'PATCH /users/{userId}': change('member', { roles: ['sales', ids.role], name: mark, state: 'active' }),
      'DELETE /users/{userId}': change('leaver'),
      'POST /invitations': { body: { email: `further@${mailOf(company)}`, roles: ['sales', ids.role] } },
      'DELETE /invitations/{invitationId}': change('invitation'),
      'POST /roles': { body: { name: `${mark} 3`, permissions: ['crm.*', 'sales.order:read'] } },
      'PATCH /roles/{roleId}': change('role', { name: `${mark} 1`, permissions: ['crm.*'] }),
      'DELETE /roles/{roleId}': change('spareRole'),
      'POST /custom-fields': {
        body: {
          ...{ entity: 'opportunity', name: 'competitor', type: 'choice', label: mark, description: mark },
          ...{ required: false, filterable: true, options: [{ key: 'a', label: mark, archived: false }], default: 'a' },
          position: 7,
        },
      },
      'PATCH /custom-fields/{customFieldId}': change('field', { label: `${mark} 2`, description: mark, position: 3 }),
      'DELETE /custom-fields/{customFieldId}': change('spareField'),
      'POST /custom-fields/{customFieldId}/restore': of('archivedField'),
      'POST /api-keys': { body: { name: mark, scopes: ['crm.*'] } },
      'PATCH /api-keys/{apiKeyId}': change('pinnedKey', { name: `${mark} 2`, apiVersion: '2026-11-01' }),
      'DELETE /api-keys/{apiKeyId}': change('apiKey'),
      'POST /batch': { body: { operations: [{ method: 'GET', path: '/me' }] } },
      'POST /uploads': { body: { bytes: 1000 } },
      'POST /imports': {
        body: {
          kind: 'products',
          format: 'csv',
          content: 'code,name,kind\nX,X,service\n',
          dryRun: true,
          mapping: { code: 'sku' },
        },
      },
      'POST /exports': { body: { kind: 'crm.accounts', format: 'csv', filters: {}, escapeFormulas: true } },
      'POST /exports/{exportId}/cancel': { ...of('export'), refusedWith: 409 },
      'POST /imports/{importId}/cancel': { ...of('import'), refusedWith: 409 },
      ...webhooks(furnished, of, change),
    },
    ...catalogAndCrm(mark, ids, of, change),
    ...{
      'PATCH /sales/orders/{orderId}': change('noted', { customFields: { deliveryNote: mark } }),
      'POST /sales/orders/{orderId}/release': of('held'),
      'POST /sales/orders/{orderId}/cancel': of('toCancel', { reason }),
      'POST /sales/orders/{orderId}/close': of('partly', { reason }),
      'POST /sales/orders/{orderId}/fulfil': of('service', { lines: [{ lineId: ids.serviceLine, quantity: '1' }] }),
      'POST /inventory/locations': {
        body: { code: 'FG', name: mark, kind: 'store', pickable: true, isDefault: false },
      },
      'PATCH /inventory/locations/{locationId}': change('location', { name: `${mark} 2`, isDefault: true }),
      'POST /inventory/adjustments': {
        body: { reason, lines: [{ sku: 'TUBE', location: 'MAIN', quantity: '4', unitCost: eur('5.00') }] },
      },
      'POST /inventory/transfers': {
        body: { reason, lines: [{ sku: 'BELL', from: 'MAIN', to: `${mark}-2`, quantity: '1' }] },
      },
      'POST /production/orders': { body: { sku: 'RACK', quantity: '1', dueOn: '2027-05-15' } },
      'POST /production/orders/{productionOrderId}/replan': of('blocked'),
      'POST /production/orders/{productionOrderId}/start': of('toStart'),
      'POST /production/orders/{productionOrderId}/complete': of('toComplete', {
        ...{ quantity: '1', scrapped: '1', operations: [{ workCentreId: ids.workCentre, minutes: '25' }] },
      }),
      'POST /production/orders/{productionOrderId}/close': of('toEnd', { reason }),
      'POST /production/orders/{productionOrderId}/cancel': of('toDrop', { reason }),
      'PATCH /production/settings': { body: { overProductionPercent: 5 }, ifMatch: 0 },
    },
    ...purchasing(mark, ids, of, change),
    ...goodsAndMoney(ids, of, versions),
  };
}

type Of = (name: string, body?: Body) => ValidRequest;
type Ids = Furnished['ids'];

function webhooks({ mark, receiver }: Furnished, of: Of, change: Of): Record<RouteKey, ValidRequest> {
  const body = {
    ...{ url: receiver, events: ['crm.account.created', 'finance.*'], description: mark },
    ...{ headers: { 'x-team': mark }, enabled: false, signing: ['v1', 'v1a'] },
  };
  return {
    'POST /webhooks': { body },
    'PATCH /webhooks/{webhookId}': change('webhookToChange', body),
    'DELETE /webhooks/{webhookId}': change('webhookToDrop'),
    'POST /webhooks/{webhookId}/rotate': of('webhook', { keepOldForHours: 12 }),
    'POST /webhooks/{webhookId}/test': of('webhook'),
    'POST /webhooks/{webhookId}/replay': of('webhook', {
      ...{ from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', mode: 'undelivered', dryRun: true },
    }),
    'POST /webhooks/{webhookId}/deliveries/{deliveryId}/resend': of('delivery'),
    'POST /webhooks/{webhookId}/replays/{replayId}/cancel': { ...of('replay'), refusedWith: 409 },
  };
}

const catalogAndCrm = (mark: string, ids: Ids, of: Of, change: Of): Record<RouteKey, ValidRequest> => ({
  'POST /crm/forms': {
    body: {
      ...{ name: `${mark} page`, consentText: 'You may write to me.', consentRequired: true },
      ...{ allowedOrigins: ['https://www.example.com'], ownerId: ids.user },
    },
  },
  'PATCH /crm/forms/{webFormId}': {
    ...of('form', { name: `${mark} page 2`, consentText: 'Yes.', consentRequired: false, enabled: true }),
    ifMatch: 1,
  },
  'DELETE /crm/forms/{webFormId}': { ...of('spareForm'), ifMatch: 1 },
  'POST /forms/{publicKey}': {
    ...of('formKey', { name: `${mark} Guest`, email: 'guest@example.com', company: mark, message: 'Hello.' }),
    isPublic: true,
  },
  'POST /catalog/products': {
    body: {
      ...{
        sku: 'NEW-1',
        name: `${mark} new`,
        kind: 'purchased',
        unit: 'EA',
        listPrice: eur('3.50'),
        standardCost: eur('1.20'),
      },
      ...{ taxCode: 'standard', valuationMethod: 'fifo', supplyPolicy: 'to_stock', leadDays: 3, safetyStock: '0' },
      ...{
        reorderPoint: '1',
        category: 'Parts',
        subcategory: 'Small',
        saleable: true,
        active: true,
        externalId: 'n-1',
      },
    },
  },
  'PATCH /catalog/products/{productId}': change('product', {
    name: `${mark} bell`,
    listPrice: eur('9.95'),
    safetyStock: '1',
  }),
  'POST /catalog/units': { body: { code: 'PAIR', name: 'Pair', wholeNumber: true } },
  'POST /catalog/work-centres': { body: { code: 'PAINT', name: mark, hourlyRate: eur('12.25') } },
  'PATCH /catalog/work-centres/{workCentreId}': change('workCentre', {
    name: mark,
    hourlyRate: eur('37.00'),
    active: true,
  }),
  'POST /catalog/boms': {
    body: {
      ...{ sku: 'RACK', quantity: '1', validFrom: '2027-01-01' },
      components: [{ sku: 'TUBE', quantity: '3', validFrom: '2027-01-01', validTo: '2028-01-01' }],
      operations: [{ workCentre: centreOf(mark), minutes: '45' }],
    },
  },
  'POST /crm/accounts': {
    body: {
      ...{ name: `${mark} North`, email: 'office@north.example', phone: '+49 30 123', domain: 'north.example' },
      ...{ taxId: 'DE123456789', parentAccountId: ids.account, ownerId: ids.user, externalId: 'a-2' },
      address: { line1: 'Street 1', line2: 'Yard', city: 'Berlin', region: 'BE', postalCode: '10115', country: 'DE' },
      ...{ creditLimit: eur('25000.00'), paymentTermsDays: 30, taxTreatment: 'domestic' },
      ...{ shippingPolicy: 'partial', invoicingPolicy: 'dispatched' },
    },
  },
  'PATCH /crm/accounts/{accountId}': change('account', {
    ...{ phone: '+49 30 124', creditLimit: eur('50000.00'), parentAccountId: ids.limited },
    address: { line1: 'Street 2', city: 'Berlin', country: 'DE' },
  }),
  'POST /crm/contacts': {
    body: {
      accountId: ids.account,
      name: `${mark} Vogel`,
      email: 'v@north.example',
      phone: '+49 30 125',
      role: 'Buyer',
      externalId: 'c-2',
    },
  },
  'PATCH /crm/contacts/{contactId}': change('contact', { accountId: ids.limited, role: 'Owner' }),
  'POST /crm/pipelines': {
    body: { name: `${mark} fleet`, stages: [{ key: 'ride', name: 'Test ride', probability: 30, active: true }] },
  },
  'PATCH /crm/pipelines/{pipelineId}': change('pipeline', {
    name: `${mark} deals 2`,
    stages: [{ name: mark, probability: 35, active: true }],
  }),
  'POST /crm/opportunities': {
    body: {
      ...{ accountId: ids.account, name: `${mark} range`, stage: mark, pipelineId: ids.pipeline, probability: 50 },
      ...{ expectedCloseOn: '2027-01-31', requiredOn: '2027-03-01', ownerId: ids.user, externalId: 'o-2' },
      lines: [{ sku: 'BELL', quantity: '2', unitPrice: eur('9.00') }],
    },
  },
  'PATCH /crm/opportunities/{opportunityId}': change('toChange', {
    ...{ name: `${mark} changed`, probability: 60, ownerId: ids.user },
    lines: [{ sku: 'FITTING', quantity: '1', unitPrice: eur('40.00') }],
  }),
  'POST /crm/opportunities/{opportunityId}/win': of('toWin'),
  'POST /crm/opportunities/{opportunityId}/lose': of('toLose', { reason: 'Too dear' }),
  'POST /crm/opportunities/{opportunityId}/reopen': of('lost'),
  'POST /crm/tasks': {
    body: {
      accountId: ids.account,
      opportunityId: ids.toChange,
      subject: mark,
      dueOn: '2027-01-15',
      ownerId: ids.user,
    },
  },
  'POST /crm/tasks/{taskId}/complete': of('task'),
});

const purchasing = (mark: string, ids: Ids, of: Of, change: Of): Record<RouteKey, ValidRequest> => ({
  'POST /procurement/vendors': {
    body: {
      ...{ code: 'NEW', name: `${mark} Tubes`, email: 'sell@tubes.example', currency: 'EUR', paymentTermsDays: 30 },
      ...{ taxCode: 'standard', active: true, preferred: true, externalId: 'v-2' },
    },
  },
  'PATCH /procurement/vendors/{vendorId}': change('vendor', { code: 'PARTS', paymentTermsDays: 14, preferred: true }),
  'POST /procurement/vendor-prices': {
    body: {
      ...{
        vendorId: ids.vendor,
        sku: 'TUBE',
        price: eur('60.00'),
        orderUnit: 'CTN',
        orderUnitFactor: '12',
        leadDays: 4,
      },
      ...{
        minimumQuantity: '12',
        maximumQuantity: '1200',
        multiple: '12',
        validFrom: '2026-01-01',
        validTo: '2030-01-01',
      },
    },
  },
  'PATCH /procurement/vendor-prices/{vendorPriceId}': change('vendorPrice', {
    price: eur('0.12'),
    minimumQuantity: '1',
    leadDays: 2,
  }),
  'PATCH /procurement/settings': { body: { overReceiptPercent: 5, billTolerancePercent: 1 }, ifMatch: 0 },
  'POST /procurement/orders': {
    body: {
      vendorId: ids.vendor,
      lines: [{ sku: 'TUBE', quantity: '10', unitPrice: eur('5.00') }],
      expectedOn: '2027-01-01',
    },
  },
  'POST /procurement/requisitions/order': { body: { releaseUntil: '2028-01-01' } },
  'POST /procurement/orders/{purchaseOrderId}/receive': of('toReceive', {
    lines: [{ sku: 'TUBE', quantity: '4' }],
    receivedOn: '2026-01-05',
  }),
  'POST /procurement/orders/{purchaseOrderId}/bill': of('toBill', {
    ...{ billNumber: 'LW-1', billedOn: '2026-01-05', dueOn: '2026-02-05' },
    lines: [{ sku: 'TUBE', quantity: '5', unitPrice: eur('5.00') }],
  }),
  'POST /procurement/orders/{purchaseOrderId}/close': of('toClose', { reason: 'No more' }),
  'POST /procurement/orders/{purchaseOrderId}/cancel': of('toRevoke', { reason: 'Not needed' }),
  'POST /procurement/bills/{billId}/release': of('heldBill', { reason: 'Agreed by phone' }),
  'POST /procurement/bills/{billId}/pay': of('bill', { amount: eur('10.00'), paidOn: '2026-01-06', method: 'card' }),
});

const goodsAndMoney = (ids: Ids, of: Of, versions: Furnished['versions']): Record<RouteKey, ValidRequest> => ({
  'POST /logistics/shipments/{shipmentId}/pick': of('draftedShipment'),
  'POST /logistics/shipments/{shipmentId}/dispatch': of('pickedShipment', { carrier: 'DHL', trackingNumber: '0034' }),
  'POST /logistics/shipments/{shipmentId}/deliver': of('sentShipment', { receivedBy: 'A. Miller' }),
  'POST /logistics/returns': {
    body: {
      shipmentId: ids.doneShipment,
      lines: [{ sku: 'BELL', quantity: '1' }],
      reason: 'Damaged',
      location: 'MAIN',
    },
  },
  'POST /finance/accounts': { body: { code: '6512', name: 'Insurance', type: 'expense' } },
  'PATCH /finance/tax-settings': {
    body: { rates: { standard: '20', reduced: '8' } },
    ifMatch: versions.taxSettings ?? 1,
  },
  'POST /finance/entries': {
    body: {
      ...{ on: '2026-01-05', memo: 'Rent' },
      lines: [
        { accountCode: '6200', debit: eur('1200.00') },
        { accountCode: '1000', credit: eur('1200.00') },
      ],
    },
  },
  'POST /finance/entries/{entryId}/reverse': of('entry', { reason: 'Twice' }),
  'POST /finance/invoices/{invoiceId}/credit': of('creditableInvoice', {
    lines: [{ lineId: ids.creditableLine, quantity: '1' }],
    reason: 'Damaged',
  }),
  'POST /finance/invoices/{invoiceId}/allocate': of('aheadInvoice', { amount: eur('10.00') }),
  'POST /finance/payments': {
    body: {
      invoiceId: ids.owingInvoice,
      amount: eur('5.00'),
      method: 'card',
      receivedOn: '2026-01-06',
      reference: 'E2E-1',
    },
  },
  'POST /finance/payment-providers': { body: { name: 'Cards', kind: 'generic', accountCode: '1000' } },
  'PATCH /finance/payment-providers/{paymentProviderId}': {
    ...of('paymentProvider', { name: 'Cards 2', accountCode: '1010', enabled: true }),
    ifMatch: 1,
  },
  'DELETE /finance/payment-providers/{paymentProviderId}': { ...of('spareProvider'), ifMatch: 1 },
  'POST /payment-callbacks/{publicKey}': { ...of('paymentKey'), isPublic: true, refusedWith: 401 },
  'POST /finance/callbacks/{callbackId}/assign': of('keptMoney', { accountId: ids.account }),
  'POST /finance/callbacks/{callbackId}/dismiss': of('moneyToDismiss', { reason: 'A test' }),
  'POST /finance/refunds': {
    body: { invoiceId: ids.doneInvoice, amount: eur('2.00'), method: 'card', paidOn: '2026-01-07' },
  },
});

/** Which furnished record each collection of the API shows; `true` where the path names no record. */
export const READABLE: Readonly<Record<string, string>> = {
  '/users/{userId}': 'member',
  '/roles/{roleId}': 'role',
  '/webhooks/{webhookId}': 'webhook',
  '/webhooks/{webhookId}/deliveries': 'webhook',
  '/webhooks/{webhookId}/deliveries/{deliveryId}': 'delivery',
  '/webhooks/{webhookId}/replays': 'webhook',
  '/webhooks/{webhookId}/replays/{replayId}': 'replay',
  '/custom-fields/{customFieldId}': 'field',
  '/exports/{exportId}': 'export',
  '/imports/{importId}': 'import',
  '/imports/{importId}/rows': 'import',
  '/catalog/products/{productId}': 'product',
  '/catalog/work-centres/{workCentreId}': 'workCentre',
  '/catalog/boms/{bomId}': 'bom',
  '/catalog/boms/{bomId}/explosion': 'bom',
  '/crm/accounts/{accountId}': 'account',
  '/crm/contacts/{contactId}': 'contact',
  '/crm/pipelines/{pipelineId}': 'pipeline',
  '/crm/opportunities/{opportunityId}': 'toWin',
  '/crm/forms/{webFormId}': 'form',
  '/crm/leads/{leadId}': 'lead',
  '/sales/orders/{orderId}': 'done',
  '/sales/accounts/{accountId}/credit': 'account',
  '/inventory/locations/{locationId}': 'location',
  '/inventory/entries/{entryId}': 'stockEntry',
  '/inventory/reservations/{reservationId}': 'reservation',
  '/production/orders/{productionOrderId}': 'made',
  '/procurement/vendors/{vendorId}': 'vendor',
  '/procurement/requisitions/{requisitionId}': 'requisition',
  '/procurement/orders/{purchaseOrderId}': 'toPay',
  '/procurement/bills/{billId}': 'bill',
  '/logistics/shipments/{shipmentId}': 'doneShipment',
  '/logistics/returns/{returnId}': 'return',
  '/finance/entries/{entryId}': 'entry',
  '/finance/invoices/{invoiceId}': 'doneInvoice',
  '/finance/credit-notes/{creditNoteId}': 'creditNote',
  '/finance/payments/{paymentId}': 'payment',
  '/finance/payment-providers/{paymentProviderId}': 'paymentProvider',
  '/finance/callbacks/{callbackId}': 'keptMoney',
  '/finance/ledger/{accountCode}': 'no record: a code of the chart',
  '/loops/{correlationId}': 'doneLoop',
  '/events/{eventId}': 'event',
};
