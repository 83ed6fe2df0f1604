/** The example receivers of `docs/examples`, sent what our own code signs: right, forged, old, twice, out of order. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretFrom, signedHeaders } from '../../domain/integration/signing.ts';
import { type Programs, startPrograms } from './programs.ts';

const SECRETS = ['old', 'new', 'other'].map((text) =>
  secretFrom(Buffer.from(text.padEnd(32, '-')).toString('base64url')),
);
const [OLD = '', SECRET = '', OTHER = ''] = SECRETS;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;
const RECEIVERS = [
  { name: 'receiver.mjs', command: process.execPath, isHere: true },
  { name: 'receiver.py, where there is a Python of 3.9 or later', command: 'python3', isHere: hasPython },
];

let sent = 0;
type Message = { id?: string; type?: string; subject?: string; sequence?: number; secrets?: string[]; ageMs?: number };

/** A delivery as our sender makes it: headers and body. */
function delivery({ id, type = 'crm.account.created', subject, sequence = 1, secrets = [SECRET], ageMs = 0 }: Message) {
  sent += 1;
  const body = JSON.stringify({ type, subject: subject ?? `acc_${sent}`, sequence, data: { name: 'Käthe & Söhne' } });
  const message = { id: id ?? `dlv_${sent}`, body, atMs: Date.now() - ageMs };
  return {
    body,
    headers: signedHeaders(message, { secrets: secrets.map((secret) => ({ secret })), keys: [] }, ['v1']),
  };
}
type Delivery = ReturnType<typeof delivery>;
const without = ({ body, headers }: Delivery, name: string): Delivery => {
  const { [name]: _, ...others } = headers;
  return { body, headers: others };
};
const withHeader = ({ body, headers }: Delivery, name: string, value: string): Delivery => ({
  body,
  headers: { ...headers, [name]: value },
});
const later = (at: Delivery, seconds: number) =>
  withHeader(at, 'webhook-timestamp', String(Number(at.headers['webhook-timestamp']) + seconds));

const GENUINE: readonly [what: string, make: () => Delivery][] = [
  ['signed with its secret', () => delivery({})],
  ['signed with the old secret and with the new one', () => delivery({ secrets: [OLD, SECRET] })],
  ['of four minutes ago, as a slow network brings it', () => delivery({ ageMs: 4 * MINUTE })],
  ['of four minutes ahead, as a slow clock sees it', () => delivery({ ageMs: -4 * MINUTE })],
  [
    'with a signature of another version before ours',
    () => {
      const right = delivery({});
      return withHeader(right, 'webhook-signature', `v1a,AAAA ${right.headers['webhook-signature']}`);
    },
  ],
];
const REFUSED_OF = { subject: 'acc_refused' };
const REFUSED: readonly [what: string, make: () => Delivery][] = [
  [
    'a body in which one letter is another',
    () => {
      const right = delivery(REFUSED_OF);
      return { ...right, body: right.body.replace('Söhne', 'Söhna') };
    },
  ],
  ['a signature by another secret', () => delivery({ ...REFUSED_OF, secrets: [OTHER] })],
  ['the id of another message', () => withHeader(delivery(REFUSED_OF), 'webhook-id', 'dlv_other')],
  ['a time that was not signed', () => later(delivery(REFUSED_OF), 1)],
  ['one of six minutes ago, signed then', () => delivery({ ...REFUSED_OF, ageMs: 6 * MINUTE })],
  ['one of six minutes ahead', () => delivery({ ...REFUSED_OF, ageMs: -6 * MINUTE })],
  ['a time that is no number', () => withHeader(delivery(REFUSED_OF), 'webhook-timestamp', 'soon')],
  ['no signature', () => without(delivery(REFUSED_OF), 'webhook-signature')],
  ['no id', () => without(delivery(REFUSED_OF), 'webhook-id')],
  ['no time', () => without(delivery(REFUSED_OF), 'webhook-timestamp')],
  ['an empty signature', () => withHeader(delivery(REFUSED_OF), 'webhook-signature', 'v1,')],
];

describe.each(RECEIVERS)('$name', ({ name, command, isHere }) => {
  let programs: Programs;
  let url: string;
  beforeAll(async () => {
    if (!isHere) return;
    programs = startPrograms();
    const [file = ''] = name.split(',');
    programs.start(command, [`docs/examples/${file}`], { TANDEM_SECRET: SECRET, PORT: '0' });
    await programs.print(['listening on http://…']);
    url = programs.lines[0]?.replace('listening on ', '') ?? '';
  });
  afterAll(() => programs?.stop());

  async function send({ body, headers }: Delivery) {
    const answer = await fetch(`${url}/tandem`, { method: 'POST', body, headers });
    return { status: answer.status, said: (await answer.text()).trim() };
  }

  it.skipIf(!isHere).each(GENUINE)('takes a delivery %s', async (_, make) => {
    expect(await send(make())).toEqual({ status: 200, said: 'taken' });
  });

  it.skipIf(!isHere).each(REFUSED)('refuses %s', async (_, make) => {
    const before = programs.lines.length;
    expect((await send(make())).status).toBe(401);
    await send(delivery({ subject: 'acc_after_it' }));
    await programs.print(['applied crm.account.created acc_after_it 1']);
    expect(programs.lines.slice(before).filter((line) => line.includes(REFUSED_OF.subject))).toEqual([]);
  });

  it.skipIf(!isHere)(
    'answers 200 to what it has had, also when the second attempt is signed anew, and works once',
    async () => {
      const same = { id: 'dlv_twice', type: 'sales.order.confirmed', subject: 'ord_twice' };
      expect(await send(delivery({ ...same, ageMs: MINUTE }))).toEqual({ status: 200, said: 'taken' });
      expect(await send(delivery(same))).toEqual({ status: 200, said: 'had it' });
      await send(delivery({ subject: 'acc_after' }));
      await programs.print(['applied crm.account.created acc_after 1']);
      expect(programs.lines.filter((line) => line.includes('ord_twice'))).toHaveLength(1);
    },
  );

  it.skipIf(!isHere)('of eight copies at once it takes one', async () => {
    const copy = delivery({});
    const said = (await Promise.all(Array.from({ length: 8 }, () => send(copy)))).map((answer) => answer.said);
    expect(said.sort()).toEqual([...Array(7).fill('had it'), 'taken']);
  });

  it.skipIf(!isHere)('applies the events of a record in their order, and lets go what comes late', async () => {
    const of = (sequence: number, type: string) => delivery({ subject: 'inv_1', sequence, type });
    for (const event of [of(2, 'a.two'), of(5, 'a.five'), of(3, 'a.three'), of(5, 'a.five_too'), of(6, 'a.six')])
      expect((await send(event)).status).toBe(200);
    await programs.print([
      ...['applied a.two inv_1 2', 'applied a.five inv_1 5', 'older a.three inv_1 3'],
      // One change can be told by two events, which have its version both.
      ...['applied a.five_too inv_1 5', 'applied a.six inv_1 6'],
    ]);
  });

  it.skipIf(!isHere)('lets nobody fill its memory', async () => {
    const { headers } = delivery({});
    const status = await send({ headers, body: 'x'.repeat(1_100_000) }).then(
      (answer) => answer.status,
      () => 'cut off',
    );
    expect([413, 'cut off']).toContain(status);
    expect((await send(delivery({}))).said).toBe('taken');
  });

  it.skipIf(!isHere)('answers before it works, well within 15 seconds', async () => {
    const started = performance.now();
    await Promise.all(Array.from({ length: 50 }, () => send(delivery({}))));
    expect(performance.now() - started).toBeLessThan(15 * SECOND);
  });
});
