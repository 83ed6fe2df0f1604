/** Ways to another company's data that are about one place and not about every route. */
import { describe, expect, it } from 'vitest';
import { unknownIdLike } from '../e2e/breakages.ts';
import { PASSWORD } from '../e2e/local-product.ts';
import { FOREIGN_CODES } from './canaries.ts';
import { hear } from './hear.ts';
import type { Scene } from './scene.ts';

/** Registers the tests over a scene that is opened before them. They write in both companies, and so come last. */
export function furtherDoors(openedScene: () => Scene): void {
  describe('names', () => {
    it('what is unique is unique in a company: their SKU, code and external id are free for ours', async () => {
      const { ours } = openedScene();
      const { sku, externalId, location } = FOREIGN_CODES;
      const { post, get } = ours.company;
      await post('/catalog/products', { sku, name: 'Ours', kind: 'service', externalId });
      await post('/inventory/locations', { code: location, name: 'Ours' });
      expect((await get(`/catalog/products?sku=${sku}`)).data).toMatchObject([{ name: 'Ours' }]);
      expect((await get(`/catalog/products?externalId=${externalId}`)).data).toMatchObject([{ name: 'Ours' }]);
    });

    it('an owner who is no member of the company shows nothing of who it is', async () => {
      const scene = openedScene();
      const { ours, theirs } = scene;
      const ownerId = theirs.ids.member ?? '';
      const made = await hear(scene, {
        ...{ method: 'POST', address: '/crm/accounts', body: { name: 'Owned elsewhere', ownerId } },
      });
      expect([made.status, made.leaks]).toEqual([201, []]);
      expect((await ours.company.call('GET', `/users/${ownerId}`)).status).toBe(404);
    });

    it('their loop’s id, sent as our correlation, tells only what we did', async () => {
      const scene = openedScene();
      const correlation = scene.theirs.ids.doneLoop ?? '';
      const headers = { 'x-correlation-id': correlation };
      await hear(scene, { method: 'POST', address: '/crm/accounts', body: { name: 'Under their flag' }, headers });
      await scene.product.settled();
      const { status, leaks } = await hear(scene, { method: 'GET', address: `/loops/${correlation}` });
      expect([200, 404]).toContain(status);
      expect(leaks).toEqual([]);
    });
  });

  describe('the audit trail', () => {
    it('of theirs is not there, whatever part of a key is sent', async () => {
      const { ours, theirs } = openedScene();
      const { ids } = theirs;
      const keys = [`${ids.tenant}#account#${ids.account}`, `t#${ids.tenant}`, '..', '%2523', `#${ids.account}`];
      for (const id of [
        ...['account', 'done', 'doneInvoice', 'user', 'tenant', 'apiKey'].map((part) => ids[part]),
        ...keys,
      ])
        expect((await ours.company.call('GET', `/audit?recordId=${encodeURIComponent(id ?? '')}`)).status).toBe(404);
    });
  });

  describe('files', () => {
    it('an address that was signed for our file opens no other: not theirs, not another of ours', async () => {
      const { ours, theirs, cloud } = openedScene();
      const { store, buckets } = cloud.services.objects;
      const filesOf = (tenantId: string) => buckets.flatMap(({ name }) => store.list(name, `${tenantId}/`, '', 10));
      const before = filesOf(theirs.company.id).map(({ key, etag }) => `${key} ${etag}`);
      expect(before.length).toBeGreaterThan(0);
      const { id, url } = await ours.company.post('/uploads', {});
      const [theirFile] = filesOf(theirs.company.id);
      const own = `${ours.company.id}/uploads/${id}`;
      for (const key of [theirFile?.key ?? '', `${theirs.company.id}/uploads/${id}`, `${ours.company.id}/uploads/x`]) {
        const bent = url.replace(own, key);
        expect(bent).not.toBe(url);
        expect((await fetch(bent, { method: 'PUT', body: 'ours' })).status).toBe(403);
        expect((await fetch(bent)).status).toBe(403);
      }
      expect(filesOf(theirs.company.id).map(({ key, etag }) => `${key} ${etag}`)).toEqual(before);
      expect((await fetch(url, { method: 'PUT', body: 'ours' })).status).toBe(200);
    });
  });

  describe('API keys', () => {
    it('a key may do what its scopes say, and nothing else that its maker may', async () => {
      const { product, ours } = openedScene();
      const { key } = await ours.company.post('/api-keys', { name: 'narrow', scopes: ['crm.account:read'] });
      const caller = product.caller(key);
      const statusOf = async (path: string) => (await caller.call('GET', path)).status;
      expect([await statusOf('/crm/accounts'), await statusOf('/crm/contacts'), await statusOf('/users')]).toEqual([
        ...[200, 403, 403],
      ]);
    });
  });

  describe('sign-in', () => {
    it('a token of ours is for one company, and theirs cannot be asked for', async () => {
      const { product, ours, theirs } = openedScene();
      const ask = (tenantId: string | undefined) =>
        product.anonymous.call('POST', '/auth/token', { body: { refreshToken: ours.company.refreshToken, tenantId } });
      const [answer, never] = [await ask(theirs.ids.tenant), await ask(unknownIdLike('ten'))];
      expect([answer.status, answer.body.code]).toEqual([403, 'auth.not_a_member']);
      expect(answer.body.detail).toBe(never.body.detail);
    });

    it('a person of both companies has, with a token for one, nothing of the other', async () => {
      const { product, ours, theirs } = openedScene();
      const email = 'both@two-companies.example';
      for (const { company } of [theirs, ours]) {
        const { token } = await company.post('/invitations', { email, roles: ['admin'] });
        await product.anonymous.post('/invitations/accept', { token, password: PASSWORD });
      }
      const sides = [
        [ours, theirs],
        [theirs, ours],
      ] as const;
      for (const [own, other] of sides) {
        const chosen = { email, password: PASSWORD, tenantId: own.company.id };
        const caller = product.caller((await product.anonymous.post('/auth/token', chosen)).accessToken);
        const statusOf = async (id = '') => (await caller.call('GET', `/crm/accounts/${id}`)).status;
        expect([await statusOf(own.ids.account), await statusOf(other.ids.account)]).toEqual([200, 404]);
        const listed = (await caller.all('/crm/accounts')).map(({ id }) => id);
        expect([listed.includes(own.ids.account), listed.includes(other.ids.account)]).toEqual([true, false]);
      }
    });
  });
}
