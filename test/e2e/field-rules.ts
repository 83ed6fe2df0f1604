/** Requests that are well formed and break a rule of the field, with the answer that each must get. */
import { unknownIdLike } from './breakages.ts';
import type { Furnished } from './furnish.ts';
import { eur } from './furnish.ts';
import { PASSWORD } from './local-product.ts';

export type FieldRule = readonly [
  /** Status, code of the answer and, where a field is at fault, its pointer. */
  answer: string,
  request: string,
  body?: object | undefined,
  ifMatch?: number | undefined,
];

/** @param furnished whose ids and quantities the rows reckon with */
export function fieldRules({ ids, company, mark, versions }: Furnished): readonly FieldRule[] {
  return [...ofGoods(ids, mark, versions), ...ofPurchasing(ids), ...ofMoney(ids), ...ofPeople(ids, company.email)];
}

type Ids = Furnished['ids'];
const NOBODY = unknownIdLike('ven');
const line = (sku: string, quantity: string, facts: object = {}) => ({ lines: [{ sku, quantity, ...facts }] });
const counted = (sku: string, quantity: string) => ({ ...line(sku, quantity, { unitCost: eur('1.00') }), reason: 'x' });
const part = (sku: string, facts: object = {}) => [{ sku, quantity: '1', ...facts }];

const ofGoods = (ids: Ids, mark: string, versions: Furnished['versions']): FieldRule[] => [
  ['409 catalog.product.duplicate_sku /sku', 'POST /catalog/products', { sku: 'BELL', name: 'x', kind: 'purchased' }],
  ['409 catalog.product.kind_fixed', `PATCH /catalog/products/${ids.product}`, { kind: 'service' }, versions.product],
  [
    '409 catalog.product.has_stock',
    `PATCH /catalog/products/${ids.product}`,
    { valuationMethod: 'fifo' },
    versions.product,
  ],
  ['422 bom_cycle /components/0/sku', 'POST /catalog/boms', { sku: 'RACK', components: part('RACK') }],
  ['422 not_manufactured /sku', 'POST /catalog/boms', { sku: 'BELL', components: part('TUBE') }],
  [
    '422 ends_before_it_begins /components/0/validTo',
    'POST /catalog/boms',
    { sku: 'RACK', components: part('TUBE', { validFrom: '2027-02-01', validTo: '2027-01-01' }) },
  ],
  ['409 inventory.location.duplicate_code /code', 'POST /inventory/locations', { code: 'MAIN' }],
  [
    '422 insufficient_stock /lines/0/quantity',
    'POST /inventory/adjustments',
    { ...line('BELL', '-5000'), reason: 'x' },
  ],
  ['422 whole_number /lines/0/quantity', 'POST /inventory/adjustments', counted('BELL', '0.5')],
  ['422 not_stocked /lines/0/sku', 'POST /inventory/adjustments', counted('FITTING', '1')],
  ['422 same_location /lines/0/to', 'POST /inventory/transfers', line('BELL', '1', { from: 'MAIN', to: 'MAIN' })],
  [
    '422 insufficient_stock /lines/0/quantity',
    'POST /inventory/transfers',
    line('BELL', '5000', { from: 'MAIN', to: `${mark}-2` }),
  ],
  [
    '422 production.order.over_production /quantity',
    `POST /production/orders/${ids.toComplete}/complete`,
    { quantity: '5' },
  ],
  ['422 nothing_reported /quantity', `POST /production/orders/${ids.toComplete}/complete`, { quantity: '0' }],
  ['422 whole_number /quantity', `POST /production/orders/${ids.toComplete}/complete`, { quantity: '0.5' }],
  ['422 not_manufactured /sku', 'POST /production/orders', { sku: 'BELL', quantity: '1', dueOn: '2027-01-01' }],
  [
    '422 exceeds_dispatched /lines/0/quantity',
    'POST /logistics/returns',
    { shipmentId: ids.doneShipment, ...line('BELL', '5') },
  ],
  ['422 not_dispatched /lines/0/sku', 'POST /logistics/returns', { salesOrderId: ids.drafted, ...line('BELL', '1') }],
  ['422 request.invalid /shipmentId', 'POST /logistics/returns', line('BELL', '1')],
  [
    '422 request.invalid /shipmentId',
    'POST /logistics/returns',
    { shipmentId: ids.doneShipment, salesOrderId: ids.done, ...line('BELL', '1') },
  ],
  ['409 logistics.shipment.illegal_transition', `POST /logistics/shipments/${ids.draftedShipment}/dispatch`],
  ['409 logistics.shipment.illegal_transition', `POST /logistics/shipments/${ids.doneShipment}/pick`],
  ['409 crm.opportunity.illegal_transition', `POST /crm/opportunities/${ids.heldDeal}/win`],
  ['409 crm.opportunity.order_not_cancelled', `POST /crm/opportunities/${ids.heldDeal}/reopen`],
  [
    '422 exceeds_open /lines/0/quantity',
    `POST /sales/orders/${ids.service}/fulfil`,
    { lines: [{ lineId: ids.serviceLine, quantity: '2' }] },
  ],
  ['409 sales.order.nothing_to_fulfil', `POST /sales/orders/${ids.drafted}/fulfil`],
  ['409 sales.order.illegal_transition', `POST /sales/orders/${ids.drafted}/release`],
];

const ofPurchasing = (ids: Ids): FieldRule[] => [
  [
    '422 procurement.order.over_receipt /lines/0/quantity',
    `POST /procurement/orders/${ids.toReceive}/receive`,
    line('TUBE', '11'),
  ],
  ['422 requisitions_or_lines /requisitionIds', 'POST /procurement/orders', { vendorId: ids.vendor }],
  [
    '422 requisitions_or_lines /requisitionIds',
    'POST /procurement/orders',
    { vendorId: ids.vendor, requisitionIds: [ids.requisition], ...line('TUBE', '1') },
  ],
  ['422 vendor_required /vendorId', 'POST /procurement/orders', line('TUBE', '1')],
  ['422 no_price /lines/0/unitPrice', 'POST /procurement/orders', { vendorId: ids.vendor, ...line('BELL', '1') }],
  [
    '422 maximum_below_minimum /maximumQuantity',
    'POST /procurement/vendor-prices',
    { vendorId: ids.vendor, sku: 'BELL', price: eur('1.00'), minimumQuantity: '10', maximumQuantity: '5' },
  ],
  ['422 unknown_vendor /vendorId', 'POST /procurement/requisitions/order', { vendorId: NOBODY }],
  ['409 procurement.bill.illegal_transition', `POST /procurement/bills/${ids.heldBill}/pay`, { amount: eur('1.00') }],
  [
    '422 procurement.bill.over_payment /amount/amount',
    `POST /procurement/bills/${ids.bill}/pay`,
    { amount: eur('1000000.00') },
  ],
];

const ofMoney = (ids: Ids): FieldRule[] => {
  const entry = (debit: object, credit: object) => ({
    memo: 'x',
    lines: [
      { accountCode: '6200', ...debit },
      { accountCode: '1000', ...credit },
    ],
  });
  const owing = { invoiceId: ids.owingInvoice };
  return [
    ['422 request.invalid /invoiceId', 'POST /finance/payments', { amount: eur('1.00') }],
    [
      '422 request.invalid /invoiceId',
      'POST /finance/payments',
      { ...owing, accountId: ids.account, amount: eur('1.00') },
    ],
    [
      '422 in_the_future /receivedOn',
      'POST /finance/payments',
      { ...owing, amount: eur('1.00'), receivedOn: '2999-01-01' },
    ],
    ['422 too_many_decimals /amount/amount', 'POST /finance/payments', { ...owing, amount: eur('1.005') }],
    ['422 finance.refund.exceeds_refundable /amount', 'POST /finance/refunds', { ...owing, amount: eur('1.00') }],
    [
      '422 finance.refund.exceeds_refundable /amount',
      'POST /finance/refunds',
      { accountId: ids.account, amount: eur('1000.00') },
    ],
    [
      '422 exceeds_invoice /amount',
      `POST /finance/invoices/${ids.creditableInvoice}/credit`,
      { amount: eur('1000.00') },
    ],
    [
      '422 exceeds_invoice /lines/0/quantity',
      `POST /finance/invoices/${ids.creditableInvoice}/credit`,
      { lines: [{ lineId: ids.creditableLine, quantity: '5' }] },
    ],
    ['422 exceeds_advance /amount', `POST /finance/invoices/${ids.aheadInvoice}/allocate`, { amount: eur('21.00') }],
    [
      '422 too_far_ahead /on',
      'POST /finance/entries',
      { ...entry({ debit: eur('1.00') }, { credit: eur('1.00') }), on: '2999-01-01' },
    ],
    ['422 too_far_ahead /on', `POST /finance/entries/${ids.entry}/reverse`, { on: '2999-01-01' }],
    ['422 unbalanced /lines', 'POST /finance/entries', entry({ debit: eur('2.00') }, { credit: eur('1.00') })],
    [
      '422 request.invalid /lines/0/debit',
      'POST /finance/entries',
      entry({ debit: eur('2.00'), credit: eur('2.00') }, { credit: eur('2.00') }),
    ],
    [
      '422 control_account /lines/0/accountCode',
      'POST /finance/entries',
      entry({ accountCode: '1100', debit: eur('2.00') }, { credit: eur('2.00') }),
    ],
    ['409 duplicate_code /code', 'POST /finance/accounts', { code: '1000', name: 'x', type: 'asset' }],
  ];
};

const ofPeople = (ids: Ids, email: string): FieldRule[] => {
  const signUp = { company: 'x', email: 'q@q.example', password: PASSWORD, country: 'DE', currency: 'EUR' };
  return [
    [
      '422 platform.role.unknown_permission /permissions/0',
      'POST /roles',
      { name: 'x', permissions: ['crm.nothing:read'] },
    ],
    ['409 platform.user.last_owner', `DELETE /users/${ids.user}`, undefined, 1],
    ['409 platform.user.last_owner', `PATCH /users/${ids.user}`, { roles: ['viewer'] }, 1],
    ['409 platform.user.already_member', 'POST /invitations', { email, roles: ['sales'] }],
    ['409 platform.signup.email_taken', 'POST /signup', { ...signUp, email }],
    ['422 request.invalid /password', 'POST /signup', { ...signUp, password: 'short' }],
    ['422 request.invalid /country', 'POST /signup', { ...signUp, country: 'XX' }],
    ['422 request.invalid /timeZone', 'POST /signup', { ...signUp, timeZone: 'Mars/Base' }],
    ['422 request.invalid /email', 'POST /auth/token', {}],
    ['404 platform.invitation.not_found', 'POST /invitations/accept', { token: 'ti_local_x', password: PASSWORD }],
    ['422 unknown_kind /kind', 'POST /imports', { kind: 'nothing', content: 'a\n1\n' }],
    ['422 request.invalid /content', 'POST /imports', { kind: 'accounts' }],
    ['422 request.invalid /content', 'POST /imports', { kind: 'accounts', content: 'a\n1\n', uploadId: ids.upload }],
    ['422 empty_file /content', 'POST /imports', { kind: 'accounts', content: '' }],
    ['413 too_large /content', 'POST /imports', { kind: 'accounts', content: 'é'.repeat(600_000) }],
  ];
};
