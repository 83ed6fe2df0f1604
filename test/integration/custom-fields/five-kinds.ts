/** One record of each kind that takes custom fields, made and changed through the API alone. */
import { expect } from 'vitest';
import { FieldKind } from '../../../domain/platform/custom-fields/custom-field.schema.ts';
import type { Answer, Body, TestTenant, World } from '../../harness/world.ts';

export type Values = Readonly<Record<string, unknown>>;
export type Made = { readonly path: string; readonly list: string; readonly record: Body };
export const KINDS = FieldKind.options;

const LISTS: Readonly<Record<FieldKind, string>> = {
  account: '/crm/accounts',
  contact: '/crm/contacts',
  opportunity: '/crm/opportunities',
  product: '/catalog/products',
  order: '/sales/orders',
};

export const field = async (tenant: TestTenant, entity: string, body: object): Promise<Body> => {
  const { status, body: made } = await tenant.post('/custom-fields', { entity, ...body });
  expect(status, JSON.stringify(made)).toBe(201);
  return made;
};

let names = 0;
function another(word: string): string {
  names += 1;
  return `${word}-${names}`;
}

const must = async (answer: ReturnType<TestTenant['post']>): Promise<Body> => {
  const { status, body } = await answer;
  if (status >= 300) throw Object.assign(new Error(JSON.stringify(body)), { status, body });
  return body;
};

/** A service that can be sold at once, and an opportunity that was won with it. */
async function order(world: World, tenant: TestTenant): Promise<Body> {
  const { body } = await make(world, tenant, 'opportunity', undefined);
  const won = await must(tenant.post(`/crm/opportunities/${body.id}/win`));
  await world.settle();
  return (await tenant.get(`/sales/orders/${won.salesOrderId}`)).body;
}

async function make(
  world: World,
  tenant: TestTenant,
  kind: FieldKind,
  customFields: Values | undefined,
): Promise<Answer> {
  const custom = customFields === undefined ? {} : { customFields };
  if (kind === 'account') return tenant.post(LISTS.account, { name: another('Radhaus'), ...custom });
  if (kind === 'product') {
    return tenant.post(LISTS.product, { sku: another('S'), name: 'A service', kind: 'service', ...custom });
  }
  if (kind === 'order') throw new Error('An order is made by a win');
  const account = await must(tenant.post(LISTS.account, { name: another('Velo') }));
  if (kind === 'contact') {
    return tenant.post(LISTS.contact, { accountId: account.id, name: another('Anna'), ...custom });
  }
  const { sku } = (await make(world, tenant, 'product', undefined)).body;
  const lines = [{ sku, quantity: '1', unitPrice: { amount: '10.00', currency: 'EUR' } }];
  return tenant.post(LISTS.opportunity, { accountId: account.id, name: another('Deal'), lines, ...custom });
}

/** A new record with these values; an order is made by a win and takes them by a change. */
export async function newRecord(world: World, tenant: TestTenant, kind: FieldKind, customFields?: Values) {
  if (kind !== 'order') return make(world, tenant, kind, customFields);
  const made = await order(world, tenant);
  if (customFields === undefined) return tenant.get(`${LISTS.order}/${made.id}`);
  return tenant.patch(`${LISTS.order}/${made.id}`, { customFields }, { ifMatch: made.version });
}

export const listOf = (kind: FieldKind): string => LISTS[kind];

export async function change(tenant: TestTenant, kind: FieldKind, id: string, customFields: Values) {
  const path = `${LISTS[kind]}/${id}`;
  const { version } = (await tenant.get(path)).body;
  return tenant.patch(path, { customFields }, { ifMatch: version });
}

/** `/customFields/x code` of every rule that an answer names. */
export const faultsOf = ({ body }: { readonly body: Body }): string[] =>
  (body.errors ?? []).map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`);
