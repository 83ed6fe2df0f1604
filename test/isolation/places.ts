/** Where an id or a code of another company could be put: places of bodies, and filters. */

import type { Furnished } from '../e2e/furnish.ts';
import type { Product } from '../e2e/local-product.ts';
import type { RouteKey, ValidRequest } from '../e2e/valid-requests.ts';
import type { Parameter } from '../harness/api-description.ts';
import { FOREIGN_CODES } from './canaries.ts';

export type Place = {
  readonly name: string;
  readonly value: string;
  readonly put: (value: string) => NonNullable<ValidRequest['body']>;
};

const ID = /^([a-z]{2,5})_[0-9a-hjkmnp-tv-z]{26}$/;
/** An owner may be whoever is named, and shows nothing of who it is (`further-doors.ts`). */
const TAKEN_AS_IT_IS = /\/ownerId$/;
/** Fields that name something new, which two companies may name alike, or are free text. */
const NAMES_NEW = /^(POST|PATCH) .* \/(sku|code|externalId|email|category|orderUnit|stages\/.*)$/;

export const prefixOf = (id: string): string => id.slice(0, id.indexOf('_'));
export const isRecordId = (id: string): boolean => ID.test(id);

function textsIn(value: unknown, put: (changed: unknown) => unknown, name = ''): Place[] {
  if (typeof value === 'string') return [{ name, value, put: (text) => put(text) as ReturnType<Place['put']> }];
  if (Array.isArray(value))
    return value.flatMap((item, index) => textsIn(item, (changed) => put(value.with(index, changed)), name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) =>
    textsIn(inner, (changed) => put({ ...value, [field]: changed }), `${name}/${field}`),
  );
}

/** Places of a body where an id of ours stands that could be another company's. */
export const idPlaces = (body: unknown): Place[] =>
  textsIn(body, (changed) => changed).filter(({ name, value }) => isRecordId(value) && !TAKEN_AS_IT_IS.test(name));

/** Places of a body where something of ours is named by its code. */
export const codePlaces = (key: RouteKey, body: unknown): (Place & { readonly foreign: string })[] =>
  textsIn(body, (changed) => changed).flatMap((place) => {
    const foreign = FOREIGN_CODES[place.name.split('/').at(-1) ?? ''];
    return foreign === undefined || NAMES_NEW.test(`${key} ${place.name}`) ? [] : [{ ...place, foreign }];
  });

/** Bodies in which a route takes an id in another field than in its row of `valid-requests.ts`. */
export function furtherBodies({ ids }: Furnished): [RouteKey, ValidRequest][] {
  const lines = [{ sku: 'BELL', quantity: '1' }];
  const amount = { amount: '1.00', currency: 'EUR' };
  const operations = [{ workCentreId: ids.workCentre, minutes: '1' }];
  return [
    ['PATCH /sales/orders/{orderId}', { id: ids.noted ?? '', body: { customFields: { forwarder: ids.account } } }],
    ['POST /logistics/returns', { body: { salesOrderId: ids.done, lines } }],
    ['POST /finance/payments', { body: { salesOrderId: ids.drafted, amount } }],
    ['POST /finance/payments', { body: { accountId: ids.account, amount } }],
    ['POST /finance/refunds', { body: { accountId: ids.account, amount } }],
    ['POST /finance/callbacks/{callbackId}/assign', { id: ids.keptMoney ?? '', body: { invoiceId: ids.owingInvoice } }],
    ['POST /finance/callbacks/{callbackId}/assign', { id: ids.keptMoney ?? '', body: { salesOrderId: ids.drafted } }],
    ['POST /procurement/orders', { body: { requisitionIds: [ids.requisition] } }],
    ['POST /procurement/orders', { body: { requisitionIds: [ids.requisition], vendorId: ids.vendor } }],
    ['POST /procurement/requisitions/order', { body: { vendorId: ids.vendor } }],
    ['POST /imports', { body: { kind: 'accounts', uploadId: ids.upload } }],
    [
      'POST /production/orders/{productionOrderId}/complete',
      { id: ids.toComplete ?? '', body: { quantity: '1', operations } },
    ],
  ];
}

/** Filters that take an id of any kind. */
const ANY_ID = /^(ownerId|source|document|recordId|correlationId)$/;
/** Paging, and words and numbers that mean the same to every company. */
const OF_NO_COMPANY = /^(limit|cursor|after|updatedSince|fields|expand|kind|revision|quantity|eventType|type|module)$/;

export type Filter =
  | { readonly takes: 'ids'; readonly prefix: string | undefined }
  | { readonly takes: 'text'; readonly foreign: string }
  | { readonly takes: 'nothing of a company' };

/** @throws Error for a filter of which nobody has said what it takes: give it a canary in `canaries.ts` */
export function filterOf({ description }: Product, { name, schema }: Parameter): Filter {
  const text = JSON.stringify(typeof schema.$ref === 'string' ? description.resolve(schema.$ref) : schema);
  const prefix = /\^([a-z]{2,5})_\[/.exec(text)?.[1];
  const foreign = FOREIGN_CODES[name];
  if (foreign !== undefined) return { takes: 'text', foreign };
  if (prefix !== undefined || ANY_ID.test(name)) return { takes: 'ids', prefix };
  if (OF_NO_COMPANY.test(name) || /"(enum|const|boolean|number|integer|format)":/.test(text))
    return { takes: 'nothing of a company' };
  throw new Error(`The filter ${name} has no row: ${text}`);
}
