import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { EventResource } from '../../../domain/integration/event-log.resource.ts';
import { catalogueOf } from '../../../domain/integration/queries/list-event-types.ts';
import { permissionsFor, readableTypes } from '../../../domain/integration/readable-types.ts';
import { modules } from '../../../domain/modules.ts';

const catalogue = catalogueOf(modules);
const definitions = modules.flatMap(({ emits }) => emits);

describe('the catalogue of event types', () => {
  it('has every type of every module once', () => {
    expect(catalogue.map(({ type }) => type).sort()).toEqual(definitions.map(({ type }) => type).sort());
    expect(catalogue.length).toBeGreaterThan(40);
  });

  it.each(definitions)('$type has an example that its own schema takes, and its JSON schema', (definition) => {
    const entry = catalogue.find(({ type }) => type === definition.type);
    const { data } = entry?.example ?? {};
    expect(definition.schema.safeParse(data)).toMatchObject({ success: true, data });
    expect(EventResource.safeParse(entry?.example).success).toBe(true);
    const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
    addFormats.default(ajv);
    const fits = ajv.compile(entry?.schema ?? {});
    fits(data);
    expect(fits.errors).toBeNull();
    expect(fits({})).toBe(false);
  });

  it('shows ids as the records have them', () => {
    const confirmed = catalogue.find(({ type }) => type === 'sales.order.confirmed')?.example;
    expect(confirmed?.subject).toMatch(/^so_|^ord_/);
    expect(confirmed?.data).toMatchObject({ orderId: confirmed?.subject, total: { currency: 'EUR' } });
  });
});

describe('who may read an event', () => {
  it.each([
    ['a noun that is a record', 'sales.order.confirmed', ['sales.order:read']],
    ['one of several in its module', 'finance.invoice.issued', ['finance.invoice:read']],
    [
      'a noun that is no record: all reads of its module',
      'inventory.supply.pegged',
      ['inventory.location:read', 'inventory.stock:read', 'inventory.reservation:read'],
    ],
    ['a type of no module: nobody', 'nobody.thing.done', []],
  ])('%s', (_, type, needed) => {
    expect(permissionsFor(type, modules).map(({ name }) => name)).toEqual(needed);
  });

  it.each<[who: string, held: string[], type: string, may: boolean]>([
    ['an owner', ['owner'], 'platform.api_key.created', true],
    ['a viewer, who reads everything', ['viewer'], 'finance.invoice.issued', true],
    ['sales', ['sales'], 'crm.opportunity.won', true],
    ['sales', ['sales'], 'platform.api_key.created', false],
    ['a key for orders', ['sales.order:read'], 'sales.order.confirmed', true],
    ['a key for orders', ['sales.order:read'], 'finance.invoice.issued', false],
    ['a key for all of a module', ['inventory.*'], 'inventory.supply.pegged', true],
    ['a key for one thing of it', ['inventory.stock:*'], 'inventory.supply.pegged', false],
    ['a key that may do but not read', ['sales.order:release'], 'sales.order.confirmed', false],
    ['nobody', [], 'sales.order.confirmed', false],
    ['an owner, of what no module says', ['owner'], 'nobody.thing.done', false],
  ])('%s (%j) and %s: %s', (_, held, type, may) => {
    expect(readableTypes(held, modules)(type)).toBe(may);
  });
});
