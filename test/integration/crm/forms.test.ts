import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Body, TestTenant, World } from '../../harness/world.ts';
import { createWorld } from '../../harness/world.ts';

let world: World;
let tenant: TestTenant;
beforeEach(async () => {
  world = await createWorld();
  tenant = await world.tenant();
});
afterEach(() => world.close());

const ADA = { name: 'Ada Miller', email: 'Ada@Velo.example', company: 'Velo', message: 'Please call.\nThank you.' };
const form = async (facts: object = {}): Promise<Body> =>
  (await tenant.post('/crm/forms', { name: 'Contact', ...facts })).body;
const send = (to: Body, body: unknown, headers: Record<string, string> = {}) =>
  tenant.post(`/forms/${to.publicKey}`, body, { headers });
const leads = async () => (await tenant.get('/crm/leads')).body.data;
const page = (fields: object, headers = {}) =>
  [
    new URLSearchParams({ ...fields }).toString(),
    { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  ] as const;

describe('a form on a page', () => {
  it('makes a lead of a person, with its source and owner, and says so without personal data', async () => {
    const made = await form({ ownerId: 'usr_1' });
    const answer = await send(made, ADA);
    expect([answer.status, answer.body]).toEqual([202, { accepted: true }]);
    expect(await leads()).toMatchObject([
      { ...ADA, email: 'ada@velo.example', source: 'web_form', webFormId: made.id, ownerId: 'usr_1', consent: null },
    ]);
    const [event] = tenant.events('crm.lead.created');
    expect(event?.actor).toEqual({ kind: 'system', id: 'crm.web-form' });
    expect(JSON.stringify(event)).not.toMatch(/ada|miller/i);
  });

  it('takes what a page sends without a script', async () => {
    const made = await form({ consentText: 'You may write to me.', consentRequired: true });
    const answer = await send(made, ...page({ ...ADA, consent: 'on', website: '' }));
    expect([answer.status, answer.body]).toEqual([202, { accepted: true }]);
    expect(await leads()).toMatchObject([{ name: 'Ada Miller', message: ADA.message }]);
  });

  it('answers a robot that fills the hidden field in the same words, and makes nothing of it', async () => {
    const made = await form();
    const person = await send(made, ADA);
    const before = world.items().length;
    const robot = await send(made, { ...ADA, email: 'robot@spam.example', website: 'https://spam.example' });
    expect({ ...robot, headers: {} }).toEqual({ ...person, headers: {} });
    expect(Object.keys(robot.headers)).toEqual(Object.keys(person.headers));
    expect(world.items().length).toBe(before);
  });

  it('keeps what was agreed to and when, as it was then', async () => {
    const made = await form({ consentText: 'You may write to me.', consentRequired: true });
    for (const consent of [undefined, false, 'off', '', 'no', '0', 'false']) {
      const { status, body } = await send(made, { ...ADA, ...(consent === undefined ? {} : { consent }) });
      expect([status, body.errors[0]]).toMatchObject([422, { pointer: '/consent', code: 'consent_required' }]);
    }
    expect(await leads()).toEqual([]);
    await send(made, { ...ADA, consent: true });
    const changed = await tenant.patch(`/crm/forms/${made.id}`, { consentText: 'Anything goes.' }, { ifMatch: 1 });
    expect(changed.body.consentText).toBe('Anything goes.');
    const [{ consent }] = await leads();
    expect(consent).toEqual({ text: 'You may write to me.', at: new Date(world.clock.now()).toISOString() });
  });

  it('sent twice, by a second click or by a key, makes one lead; the same after a while makes another', async () => {
    const made = await form();
    await Promise.all([send(made, ADA), send(made, ADA)]);
    await send(made, ADA);
    expect(await leads()).toHaveLength(1);
    await send(made, { ...ADA, message: 'And again.' }, { 'idempotency-key': 'k1' });
    await send(made, { ...ADA, message: 'Corrected.' }, { 'idempotency-key': 'k1' });
    expect(await leads()).toHaveLength(2);
    world.clock.advance(11 * 60_000);
    await send(made, ADA);
    expect(await leads()).toHaveLength(3);
  });

  it('tells the company, and not the sender, whom a lead may be a double of (C2)', async () => {
    const account = (await tenant.post('/crm/accounts', { name: 'Velo', domain: 'velo.example' })).body;
    const contact = (
      await tenant.post('/crm/contacts', { accountId: account.id, name: 'A. Miller', email: 'ada@velo.example' })
    ).body;
    const made = await form();
    const answer = await send(made, ADA);
    expect(answer.body).toEqual({ accepted: true });
    await send(made, { ...ADA, message: 'Again' });
    const [second, first] = await leads();
    expect(first.possibleDuplicates).toEqual([
      { id: contact.id, name: 'A. Miller', matchedBy: 'email' },
      { id: account.id, name: 'Velo', matchedBy: 'domain' },
    ]);
    expect(second.possibleDuplicates[0]).toEqual({ id: first.id, name: 'Ada Miller', matchedBy: 'email' });
  });

  it('takes ten a minute from one address, and others from elsewhere', async () => {
    const made = await form();
    const from = (count: number) => send(made, { ...ADA, message: `No. ${count}` });
    for (let count = 1; count <= 10; count += 1) expect((await from(count)).status).toBe(202);
    const more = await from(11);
    expect([more.status, more.body.code, more.headers['retry-after']]).toEqual([429, 'crm.web_form.too_many', '60']);
    expect(await leads()).toHaveLength(10);
    expect((await send(await form(), ADA)).status).toBe(202);
    world.clock.advance(61_000);
    expect((await from(11)).status).toBe(202);
  });

  it('is for the pages of its origins; programs that name none are let in', async () => {
    const made = await form({ allowedOrigins: ['https://www.example.com'] });
    const allowed = await send(made, ...page(ADA, { origin: 'https://www.example.com' }));
    expect([allowed.status, allowed.headers['access-control-allow-origin'], allowed.headers.vary]).toEqual([
      ...[202, 'https://www.example.com', 'origin'],
    ]);
    for (const origin of [
      'https://example.com',
      'http://www.example.com',
      'https://www.example.com.evil.com',
      'null',
    ]) {
      const { status, body, headers } = await send(made, { ...ADA, message: origin }, { origin });
      expect([status, body.code, headers['access-control-allow-origin']]).toEqual([
        ...[403, 'crm.web_form.other_origin', undefined],
      ]);
    }
    expect((await send(made, { ...ADA, message: 'curl' })).status).toBe(202);
    expect(await leads()).toHaveLength(2);
  });

  it('that is switched off, deleted, of another kind or of another company is not there', async () => {
    const [off, gone, ours] = [await form(), await form(), await form()];
    await tenant.patch(`/crm/forms/${off.id}`, { enabled: false }, { ifMatch: 1 });
    await tenant.delete(`/crm/forms/${gone.id}`, { ifMatch: 1 });
    const other = await world.tenant({ company: 'Other' });
    const theirs = (await other.post('/crm/forms', { name: 'Theirs' })).body;
    const moved = theirs.publicKey.slice(0, 26) + ours.publicKey.slice(26);
    const before = world.items().length;
    for (const publicKey of [off.publicKey, gone.publicKey, moved, '0'.repeat(52)]) {
      const { status, body } = await send({ publicKey }, ADA);
      expect([status, body.code, body.detail]).toEqual([404, 'crm.web_form.not_found', 'No such web form.']);
    }
    expect(world.items().length).toBe(before);
    expect((await other.get('/crm/leads')).body.data).toEqual([]);
  });

  it.each<[string, unknown, Record<string, string>, number, string]>([
    ['no name', { email: 'a@b.example' }, {}, 422, '/name'],
    ['no address', { name: 'A', email: 'a' }, {}, 422, '/email'],
    ['an unknown field', { ...ADA, admin: true }, {}, 422, '/admin'],
    ['a control character', { ...ADA, message: 'a\u0000' }, {}, 422, '/message'],
    ['a prototype', '{"__proto__":{"name":"x"}}', {}, 400, '/__proto__'],
    ['a prototype from a page', ...page({ ...ADA, constructor: '1' }), 422, '/constructor'],
    ['a field twice', 'name=a&name=b', page({})[1], 400, '/name'],
  ])('that is sent %s is refused at its place, and nothing kept', async (_, body, headers, status, pointer) => {
    const made = await form();
    const before = world.items().length;
    const answer = await send(made, body, headers);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([status, pointer]);
    expect(world.items().length).toBe(before);
  });

  it('that is sent in another format is refused (415)', async () => {
    const made = await form();
    for (const type of ['multipart/form-data; boundary=x', 'text/plain', 'application/xml'])
      expect((await send(made, 'name=a', { 'content-type': type })).status).toBe(415);
  });

  it('needs a text where it needs consent', async () => {
    const { status, body } = await tenant.post('/crm/forms', { name: 'A', consentRequired: true });
    expect([status, body.errors[0].pointer]).toEqual([422, '/consentText']);
    const made = await form({ consentText: 'Yes.', consentRequired: true });
    const without = await tenant.patch(`/crm/forms/${made.id}`, { consentText: null }, { ifMatch: 1 });
    expect([without.status, without.body.errors[0].pointer]).toEqual([422, '/consentText']);
  });
});
