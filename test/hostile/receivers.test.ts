/** The sender against receivers that misbehave, on real connections: each ends in a stated condition, and in time. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OutboundAnswer, OutboundFailed, OutboundRequest } from '../../shared/outbound/outbound.ts';
import { nameServers } from '../../shared/outbound/resolve-host.ts';
import { openOutbound } from '../../shared/outbound/send-outbound.ts';
import { AUTHORITY, EXPIRED, RECEIVER, SELF_SIGNED } from './outbound/certificates.ts';
import { type Answer, forEver, openReceiver, type Receiver, says } from './outbound/receivers.ts';

const HOST = 'receiver.example.com';
const TIMEOUT_MS = 300;
const ANSWER_BYTES_MAX = 1_000;
const OK = 'HTTP/1.1 200 OK';
const silent: Answer = () => {};

let receivers: Receiver[];
beforeEach(() => {
  receivers = [];
});
afterEach(async () => {
  await Promise.all(receivers.map((receiver) => receiver.close()));
});

const receiver = async (answer: Answer, certificate?: string): Promise<Receiver> => {
  const opened = await openReceiver(answer, certificate);
  receivers.push(opened);
  return opened;
};
const send = openOutbound({ stage: 'local', resolve: async () => ['127.0.0.1'], authorities: AUTHORITY });
const requestTo = (url: string, rest: Partial<OutboundRequest> = {}): OutboundRequest => ({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json', 'X-Own': 'ours' },
  body: '{"a":"ü"}',
  timeoutMs: TIMEOUT_MS,
  answerBytesMax: ANSWER_BYTES_MAX,
  ...rest,
});
const post = async (answer: Answer, rest: Partial<OutboundRequest> = {}) =>
  send(requestTo(`http://127.0.0.1:${(await receiver(answer)).port}/hook?a=b`, rest));
const postTls = async (certificate: string, host = HOST) =>
  send(requestTo(`https://${host}:${(await receiver(says(OK, 'content-length: 2', '', 'ok'), certificate)).port}/`));

describe('a receiver that behaves', () => {
  it('gets the request whole, once, and its answer comes back with status, headers and body', async () => {
    const good = await receiver(says('HTTP/1.1 201 Created', 'X-Id: 7', 'Set-Cookie: a', 'Set-Cookie: b', '', 'done'));
    const answer = await send(requestTo(`http://127.0.0.1:${good.port}/hook?a=b`));
    expect(answer).toEqual({
      status: 201,
      headers: { 'x-id': '7', 'set-cookie': 'a, b' },
      body: 'done',
      truncated: false,
    } satisfies OutboundAnswer);
    const [head = '', body] = good.heard().split('\r\n\r\n');
    expect(head.toLowerCase().split('\r\n').sort()).toEqual(
      [
        'post /hook?a=b http/1.1',
        'accept-encoding: identity',
        'connection: close',
        'content-length: 10',
        'content-type: application/json',
        `host: 127.0.0.1:${good.port}`,
        'x-own: ours',
      ].sort(),
    );
    expect(Buffer.from(body ?? '', 'latin1').toString()).toBe('{"a":"ü"}');
    expect(good.connections()).toBe(1);
  });

  it('is believed over TLS when a trusted authority names it', async () => {
    await expect(postTls(RECEIVER)).resolves.toMatchObject({ status: 200, body: 'ok' });
  });

  it.each([
    ['nothing', [OK, 'content-length: 0', '', '']],
    ['204', ['HTTP/1.1 204 No Content', '', '']],
    ['an end without a length', [OK, '', '']],
    ['a few interim answers first', ['HTTP/1.1 102 Processing', '', 'HTTP/1.1 100 Continue', '', OK, '', '']],
  ])('may answer %s', async (_, lines) => {
    await expect(post(says(...lines))).resolves.toMatchObject({ body: '', truncated: false });
  });

  it('has an answer in chunks, and bytes that are no UTF-8 replaced', async () => {
    const chunked = says(OK, 'transfer-encoding: chunked', '', '2', 'ab', '3', 'cde', '0', '', '');
    await expect(post(chunked)).resolves.toMatchObject({ body: 'abcde', truncated: false });
    const latin: Answer = (socket) => socket.end(Buffer.from(`${OK}\r\n\r\n\xff!`, 'latin1'));
    await expect(post(latin)).resolves.toMatchObject({ body: '\ufffd!' });
  });

  it('is read to the last byte of the limit and no further', async () => {
    const answer = (bytes: number) => says(OK, `content-length: ${bytes}`, '', 'a'.repeat(bytes));
    const whole = { body: 'a'.repeat(ANSWER_BYTES_MAX) };
    await expect(post(answer(ANSWER_BYTES_MAX))).resolves.toMatchObject({ ...whole, truncated: false });
    await expect(post(answer(ANSWER_BYTES_MAX + 1))).resolves.toMatchObject({ ...whole, truncated: true });
  });
});

describe('a receiver that misbehaves', () => {
  it.each<[string, Answer, OutboundFailed['code']]>([
    ['never answers', silent, 'timeout'],
    ['stops in the middle of the head', (socket) => socket.write(`${OK}\r\nx-a: `), 'timeout'],
    ['stops before its body', (socket) => socket.write(`${OK}\r\ncontent-length: 5\r\n\r\n`), 'timeout'],
    ['drips a body, byte by byte', forEver(`${OK}\r\n\r\n`, '.', 20), 'timeout'],
    ['drips a head, header by header', forEver(`${OK}\r\n`, 'x-a: 1\r\n', 20), 'timeout'],
    ['drips interim answers', forEver('', 'HTTP/1.1 102 Processing\r\n\r\n', 60), 'timeout'],
    ['closes without a word', (socket) => socket.end(), 'reset'],
    ['resets without a word', (socket) => socket.resetAndDestroy(), 'reset'],
    ['closes in the middle of the body', says(OK, 'content-length: 50', '', 'a'), 'reset'],
    ['closes in the middle of a chunk', says(OK, 'transfer-encoding: chunked', '', 'ff', 'a'), 'reset'],
    ['resets in the middle of the body', resetAfter(`${OK}\r\ncontent-length: 50\r\n\r\na`), 'reset'],
    ['speaks HTTP/0.9', says('hello there'), 'protocol'],
    ['speaks another protocol', says('SSH-2.0-OpenSSH_9.6', ''), 'protocol'],
    ['speaks TLS on a plain port', (socket) => socket.end(Buffer.from([21, 3, 1, 0, 2, 2, 40])), 'protocol'],
    ['speaks a bad status', says('HTTP/1.1 abc', '', ''), 'protocol'],
    ['gives two lengths', says(OK, 'content-length: 2', 'content-length: 3', '', 'abc'), 'protocol'],
    [
      'gives a length and chunks',
      says(OK, 'content-length: 2', 'transfer-encoding: chunked', '', '0', '', ''),
      'protocol',
    ],
    ['gives a negative length', says(OK, 'content-length: -1', '', ''), 'protocol'],
    ['gives a length beyond all numbers', says(OK, `content-length: ${'9'.repeat(30)}`, '', ''), 'protocol'],
    ['gives a chunk beyond all numbers', says(OK, 'transfer-encoding: chunked', '', 'f'.repeat(20), ''), 'protocol'],
    ['sends one huge header', says(OK, `x-a: ${'a'.repeat(20_000)}`, '', ''), 'protocol'],
    ['sends headers for ever', forEver(`${OK}\r\n`, `x-a: ${'a'.repeat(100)}\r\n`), 'protocol'],
    ['storms with interim answers', forEver('', 'HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n'), 'protocol'],
    ['folds a header', says(OK, 'x-a: 1', ' x-b: 2', 'x c: 3', '', ''), 'protocol'],
    [
      'switches protocols',
      says('HTTP/1.1 101 Switching Protocols', 'connection: upgrade', 'upgrade: h2c', '', ''),
      'protocol',
    ],
  ])('%s', async (_, answer, code) => {
    const bad = await receiver(answer);
    await expect(send(requestTo(`http://127.0.0.1:${bad.port}/`))).rejects.toMatchObject({
      name: 'OutboundFailed',
      code,
    });
    expect(bad.connections()).toBe(1);
    await vi.waitFor(() => expect(bad.left()).toBe(1));
  });

  it('streams for ever: its answer is cut at the limit and the connection closed', async () => {
    const endless = await receiver(forEver(`${OK}\r\n\r\n`, 'a'.repeat(10_000)));
    const answer = await send(requestTo(`http://127.0.0.1:${endless.port}/`));
    expect(answer).toMatchObject({ status: 200, truncated: true, body: 'a'.repeat(ANSWER_BYTES_MAX) });
    await vi.waitFor(() => expect(endless.left()).toBe(1));
  });

  it('answers a gzip bomb: nothing is unpacked, and nothing read', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    const answer = await post((socket) => {
      socket.write(`${OK}\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`);
      socket.end(bomb);
    });
    expect(answer).toMatchObject({ status: 200, body: '', truncated: true });
  });

  it('says more than its length: what is beyond belongs to no answer', async () => {
    await expect(post(says(OK, 'content-length: 2', '', 'okHTTP/1.1 500 no'))).resolves.toMatchObject({
      status: 200,
      body: 'ok',
    });
  });

  it.each([301, 302, 303, 307, 308])(
    'redirects with %i to metadata: that is the answer, and nobody goes there',
    async (status) => {
      const other = await receiver(says(OK, '', 'secret'));
      for (const location of ['http://169.254.169.254/latest/', `http://127.0.0.1:${other.port}/`]) {
        const answer = await post(
          says(`HTTP/1.1 ${status} Elsewhere`, `location: ${location}`, 'content-length: 0', '', ''),
        );
        expect(answer).toMatchObject({ status, body: '' });
      }
      expect(other.connections()).toBe(0);
    },
  );

  it('takes no connection', async () => {
    const gone = await receiver(silent);
    await gone.close();
    receivers = [];
    const sent = send(requestTo(`http://127.0.0.1:${gone.port}/`));
    await expect(sent).rejects.toMatchObject({ name: 'OutboundFailed', code: 'connection' });
  });

  it('reads nothing of a large request', async () => {
    const deaf = await receiver((socket) => socket.pause());
    const sent = send(requestTo(`http://127.0.0.1:${deaf.port}/`, { body: 'a'.repeat(8_000_000) }));
    await expect(sent).rejects.toMatchObject({ code: 'timeout' });
  });

  it('never says more about itself than a code: no body, no header and no address in the words of a failure', async () => {
    const failed = await post(says('secret garbage')).catch((error: Error) => error);
    expect(String(failed)).toBe('OutboundFailed: The answer is not HTTP/1.1 (HPE_INVALID_CONSTANT).');
  });
});

describe('a receiver whose TLS is not to be trusted', () => {
  it.each([
    ['is self-signed', SELF_SIGNED, HOST],
    ['has expired', EXPIRED, HOST],
    ['is another host’s', RECEIVER, 'other.example.com'],
  ])('its certificate %s: nothing is sent', async (_, certificate, host) => {
    await expect(postTls(certificate, host)).rejects.toMatchObject({ name: 'OutboundFailed', code: 'tls' });
    expect(receivers.map((opened) => opened.heard())).toEqual(['']);
  });

  it.each<[string, Answer]>([
    ['speaks HTTP on the TLS port', says(OK, '', '')],
    ['speaks garbage', says('garbage')],
    ['resets in the handshake', (socket) => socket.resetAndDestroy()],
    ['closes in the handshake', (socket) => socket.end()],
  ])('%s', async (_, answer) => {
    const broken = await receiver(answer);
    await expect(send(requestTo(`https://${HOST}:${broken.port}/`))).rejects.toMatchObject({ code: 'tls' });
    expect(broken.heard()).not.toContain('ours');
  });

  it('hangs in the handshake', async () => {
    const hung = await receiver(silent);
    await expect(send(requestTo(`https://${HOST}:${hung.port}/`))).rejects.toMatchObject({ code: 'timeout' });
  });

  it('is not trusted for a variable of the environment', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await expect(postTls(SELF_SIGNED)).rejects.toMatchObject({ code: 'tls' });
    vi.unstubAllEnvs();
  });
});

describe('names', () => {
  const toName = (resolve: Parameters<typeof openOutbound>[0]['resolve'] & object, port = 8443) =>
    openOutbound({ stage: 'local', resolve })(requestTo(`http://${HOST}:${port}/`));

  it('are asked for once a request, so that a second answer (DNS rebinding) reaches no connection', async () => {
    const good = await receiver(says(OK, '', 'ok'));
    let asked = 0;
    const rebinding = async () => {
      asked += 1;
      return asked === 1 ? ['127.0.0.1'] : ['169.254.169.254'];
    };
    await expect(toName(rebinding, good.port)).resolves.toMatchObject({ body: 'ok' });
    expect(asked).toBe(1);
    await expect(toName(rebinding, good.port)).rejects.toMatchObject({ code: 'private_address' });
  });

  it.each([
    ['stand for nothing', async () => [] as string[], 'dns'],
    ['fail', () => Promise.reject(new Error('ESERVFAIL')), 'dns'],
    ['are never answered', () => new Promise<string[]>(() => {}), 'timeout'],
  ])('that %s', async (_, resolve, code) => {
    await expect(toName(resolve)).rejects.toMatchObject({ name: 'OutboundFailed', code });
  });

  it('are asked of the name servers, which may hang', async () => {
    const { createSocket } = await import('node:dgram');
    const mute = createSocket('udp4');
    await new Promise<void>((resolve) => mute.bind(0, '127.0.0.1', resolve));
    const servers = [`127.0.0.1:${mute.address().port}`];
    await expect(toName(nameServers(servers))).rejects.toMatchObject({ name: 'OutboundFailed', code: 'timeout' });
    mute.close();
  });

  it('that are localhost are asked of nobody', async () => {
    const good = await receiver(says(OK, '', 'ok'));
    const sent = openOutbound({ stage: 'local', resolve: () => Promise.reject(new Error('asked')) });
    await expect(sent(requestTo(`http://localhost:${good.port}/`))).resolves.toMatchObject({ body: 'ok' });
  });
});

it('no proxy of the environment is used', async () => {
  const good = await receiver(says(OK, '', 'ok'));
  const proxy = await receiver(says(OK, '', 'proxied'));
  const script = `
    import { openOutbound } from ${JSON.stringify(new URL('../../shared/outbound/send-outbound.ts', import.meta.url).href)};
    const request = ${JSON.stringify(requestTo(`http://${HOST}:${good.port}/`, { timeoutMs: 5_000 }))};
    console.log(JSON.stringify(await openOutbound({ stage: 'local', resolve: async () => ['127.0.0.1'] })(request)));`;
  const address = `http://127.0.0.1:${proxy.port}`;
  const env = { ...process.env, NODE_USE_ENV_PROXY: '1', HTTP_PROXY: address, http_proxy: address, ALL_PROXY: address };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
  expect(JSON.parse(stdout)).toMatchObject({ body: 'ok' });
  expect(proxy.connections()).toBe(0);
});

function resetAfter(text: string): Answer {
  return (socket) => socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 10));
}
