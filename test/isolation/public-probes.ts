/** Routes that need no sign-in: what each must not tell or open, though anybody may call it. */
import { unknownIdLike } from '../e2e/breakages.ts';
import { PASSWORD } from '../e2e/local-product.ts';
import type { RouteKey, ValidRequest } from '../e2e/valid-requests.ts';
import type { Ask } from './hear.ts';
import type { Column, Probe } from './matrix.ts';
import type { Scene } from './scene.ts';

const post = (address: string, body: NonNullable<ValidRequest['body']>): Ask => ({
  ...{ method: 'POST', address, body, credential: '' },
});
const bare = (id: string): string => id.slice(id.indexOf('_') + 1);

const PUBLIC_PROBES: Readonly<Record<RouteKey, (scene: Scene) => Probe[]>> = {
  'GET /health': () => [{ ask: { method: 'GET', address: '/health' }, expected: /^200$/ }],
  'GET /openapi.json': () => [{ ask: { method: 'GET', address: '/openapi.json' }, expected: /^200$/ }],
  'POST /signup': ({ theirs }) => [
    {
      ask: post('/signup', {
        ...{ company: 'Taken over', email: theirs.company.email, password: 'another password of ours' },
        ...{ country: 'DE', currency: 'EUR' },
      }),
      expected: /^4\d\d /,
    },
  ],
  'POST /auth/token': ({ ours, theirs }) => {
    const [foreign, unknown] = [theirs.company.id, unknownIdLike('ten')];
    const own = [{ refreshToken: ours.company.refreshToken }, { email: ours.company.email, password: PASSWORD }];
    return own.map((body) => ({
      ask: post('/auth/token', { ...body, tenantId: foreign }),
      expected: /^403 auth\.not_a_member$/,
      twin: { ask: post('/auth/token', { ...body, tenantId: unknown }), foreign, unknown },
    }));
  },
  'POST /auth/sign-out': () => [
    { ask: post('/auth/sign-out', { refreshToken: 'x'.repeat(86) }), expected: /^(204|4\d\d .*)$/ },
  ],
  'POST /forms/{publicKey}': ({ ours, theirs }) => {
    const send = (key: string) => post(`/forms/${key}`, { name: 'Cuckoo', email: 'cuckoo@example.com' });
    const keyOf = (form: string) => bare(ours.company.id) + bare(form);
    const [foreign, unknown] = [keyOf(theirs.ids.form ?? ''), keyOf(unknownIdLike('frm'))];
    return [
      {
        ask: send(foreign),
        expected: /^404 crm\.web_form\.not_found$/,
        twin: { ask: send(unknown), foreign, unknown },
      },
    ];
  },
  'POST /payment-callbacks/{publicKey}': ({ ours, theirs }) => {
    const keyOf = (tenant: string, provider: string) => bare(tenant) + bare(provider);
    const provider = theirs.ids.paymentProvider ?? '';
    const body = { type: 'payment.succeeded', data: { reference: 'x', amount: { amount: '1.00', currency: 'EUR' } } };
    const ask = (key: string) => post(`/payment-callbacks/${key}`, body);
    const foreign = keyOf(ours.company.id, provider);
    const unknown = keyOf(ours.company.id, unknownIdLike('ppr'));
    return [
      { ask: ask(keyOf(theirs.company.id, provider)), expected: /^401 finance\.callback\.bad_signature$/ },
      {
        ask: ask(foreign),
        expected: /^404 finance\.payment_provider\.not_found$/,
        twin: { ask: ask(unknown), foreign, unknown },
      },
    ];
  },
  'POST /invitations/accept': ({ ours, theirs }) => {
    const [foreign, unknown] = [theirs.invitationToken, theirs.invitationToken.slice(0, -43) + 'A'.repeat(43)];
    const moved = foreign.replace(bare(theirs.company.id), bare(ours.company.id));
    return [unknown, moved].map((token) => ({
      ask: post('/invitations/accept', { token, password: PASSWORD, name: 'Cuckoo' }),
      expected: /^4\d\d /,
    }));
  },
};

/** @throws Error for a public route that nobody has written probes for */
export const publicProbes: Column['open'] = async (scene) => (row) => {
  if (row.kind !== 'public') return [];
  const probes = PUBLIC_PROBES[row.key];
  if (probes === undefined) throw new Error(`The public route ${row.key} has no row in public-probes.ts`);
  return probes(scene);
};
