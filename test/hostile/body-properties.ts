/** What holds for every body of a route, whatever is in it. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Route } from '../../shared/module.ts';
import type { RouteKey } from '../e2e/valid-requests.ts';
import type { HostileCompany } from './hostile-company.ts';
import { faultsOfValid } from './judge-valid.ts';
import { mutationsOf, textPlacesOf } from './mutations.ts';
import { validBodies } from './valid-bodies.ts';

/** A right body with one hostile change is refused at that place, and nothing kept; or the description allows it. */
export const changedBodies = (company: HostileCompany, key: RouteKey, route: Route) =>
  fc.asyncProperty(mutationsOf(company.rowOf(key).body ?? {}), async (mutation) => {
    expect(await company.faultsOfMutation(key, route, mutation), mutation.what).toEqual([]);
  });

/** A body that the description allows is taken and reads back as sent, or is refused with a reason and nothing kept. */
export function allowedBodies(company: HostileCompany, key: RouteKey, route: Route) {
  const { description } = company.product;
  const schema = description.bodySchema(route.method, route.path) ?? {};
  return fc.asyncProperty(validBodies(description, schema, company.rowOf(key).body ?? {}), async (body) => {
    expect(await faultsOfValid(company, key, route, body)).toEqual([]);
  });
}

const LENGTH = 60_000;
/** What takes the square of the length needs 2 s here, what takes the length 1 ms. */
const MS_MAX = 1_200;
/** Each is right to its last character, for one kind of pattern or another. */
const ENDLESS = ['a', ' ', '1', 'a.', '(1-'].map((part) => `${part.repeat(LENGTH / part.length)}\u0000`);

/** No text takes longer than it is: a pattern that fits in many ways would let one request hold a server. */
export async function faultsOfEndlessTexts(company: HostileCompany, key: RouteKey, route: Route): Promise<string[]> {
  const faults: string[] = [];
  for (const { pointer, replace } of textPlacesOf(company.rowOf(key).body ?? {})) {
    for (const text of ENDLESS) {
      const begun = performance.now();
      const { status } = await company.send(key, route, { body: replace(text) });
      const ms = Math.round(performance.now() - begun);
      if (ms > MS_MAX || status !== 422) faults.push(`${pointer} = ${text.slice(0, 3)}…: ${status} after ${ms} ms`);
    }
  }
  return faults;
}
