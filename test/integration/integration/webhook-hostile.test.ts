/** Receivers that misbehave, through the real sender on real connections: each attempt ends, in a stated way. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOutbound } from '../../../shared/outbound/send-outbound.ts';
import type { Body } from '../../harness/world.ts';
import { type Answer, forEver, openReceiver, type Receiver, says } from '../../hostile/outbound/receivers.ts';
import { addAccount, deliveriesOf, openPostOffice, type PostOffice } from './post-office.ts';

/** The product waits for 15 seconds. */
const TIMEOUT_MS = 250;
const OK = 'HTTP/1.1 200 OK';
const bomb = gzipSync(Buffer.alloc(10_000_000));
const BOMB_HEAD = `${OK}\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`;

const RECEIVERS: readonly [what: string, answer: Answer, status: string, attempt: object][] = [
  ['hangs', () => {}, 'pending', { status: null, error: 'timeout' }],
  [
    'streams for ever',
    forEver(`${OK}\r\n\r\n`, 'x'.repeat(100)),
    'delivered',
    { status: 200, answer: 'x'.repeat(1024) },
  ],
  [
    'answers a gzip bomb',
    (socket) => socket.end(Buffer.concat([Buffer.from(BOMB_HEAD), bomb])),
    'delivered',
    { status: 200, answer: null },
  ],
  [
    'redirects to the metadata service',
    says(
      'HTTP/1.1 307 Temporary Redirect',
      'location: http://169.254.169.254/latest/meta-data/',
      'content-length: 0',
      '',
      '',
    ),
    'pending',
    { status: 307, error: null },
  ],
  ['resets', (socket) => socket.resetAndDestroy(), 'pending', { status: null, error: 'reset' }],
  ['does not speak HTTP', says('220 smtp.example.com ESMTP', '', ''), 'pending', { status: null, error: 'protocol' }],
  ['is gone', says('HTTP/1.1 410 Gone', 'content-length: 0', '', ''), 'cancelled', { status: 410, error: null }],
];

describe('a receiver that', () => {
  let office: PostOffice;
  let receivers: Receiver[];
  let good: Receiver;
  let log: Map<string, Body>;

  beforeAll(async () => {
    const send = openOutbound({ stage: 'local' });
    office = await openPostOffice({ outbound: () => (request) => send({ ...request, timeoutMs: TIMEOUT_MS }) });
    const { tenant, time } = office;
    receivers = await Promise.all(RECEIVERS.map(([, answer]) => openReceiver(answer)));
    good = await openReceiver(says(OK, 'content-length: 2', '', 'ok'));
    const ids: string[] = [];
    for (const { port } of [...receivers, good]) {
      const { body } = await tenant.post('/webhooks', { url: `http://127.0.0.1:${port}/`, events: ['crm.account.*'] });
      ids.push(body.id);
    }
    await addAccount(tenant);
    await time.settle();
    log = new Map();
    for (const [index, id] of ids.entries()) {
      const [only] = await deliveriesOf(tenant, id);
      log.set(RECEIVERS[index]?.[0] ?? 'behaves', only);
    }
  });
  afterAll(async () => {
    await Promise.all([...receivers, good].map((receiver) => receiver.close()));
    office.world.close();
  });

  it.each(RECEIVERS)('%s', (what, _answer, status, attempt) => {
    expect(log.get(what)).toMatchObject({ status, attempts: [attempt] });
  });
  it('behaves gets its event all the same', () => {
    expect(log.get('behaves')).toMatchObject({ status: 'delivered', attempts: [{ status: 200, answer: 'ok' }] });
    expect(good.heard()).toContain('"type":"crm.account.created"');
    expect(good.connections()).toBe(1);
  });
});
