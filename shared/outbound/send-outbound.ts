/**
 * The sender: one request, one answer, one time-out, to a public address only. The name is resolved once, every address
 * that it stands for is checked, and the connection is made to those checked addresses and to no other, so that a name
 * that means another address a moment later (DNS rebinding) gains nothing.
 */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import { checkOutboundHeader } from './check-header.ts';
import { type CheckedUrl, checkOutboundUrl, isThisMachine, mayConnect } from './check-url.ts';
import { exchange } from './exchange.ts';
import { type Outbound, OutboundFailed, OutboundRefused, type OutboundRequest } from './outbound.ts';
import { nameServers, type ResolveHost } from './resolve-host.ts';

const HEAD_BYTES_MAX = 16 * 1024;

/** Agents of our own: a connection serves one request, and no proxy is taken from the environment. */
const httpsAgent = new HttpsAgent({ keepAlive: false, maxCachedSessions: 0 });
const httpAgent = new HttpAgent({ keepAlive: false });

export type SenderOptions = {
  readonly stage: string;
  readonly resolve?: ResolveHost;
  /** PEM of authorities to trust beside none other: tests. */
  readonly authorities?: string;
};

/** Opens the port: `send(request)` judges, resolves, checks, connects, and gives the answer or the reason. */
export function openOutbound({ stage, resolve = nameServers(), authorities }: SenderOptions): Outbound {
  const isLocal = stage === 'local';
  return async (request) => {
    for (const [name, value] of Object.entries(request.headers)) checkOutboundHeader(name, value);
    const target = checkOutboundUrl(request.url, stage);
    const signal = AbortSignal.timeout(request.timeoutMs);
    try {
      const addresses = await addressesOf(target, resolve, signal);
      if (!addresses.every((address) => mayConnect(address, isLocal)))
        throw new OutboundRefused('private_address', 'The name of the host stands for an address inside a network.');
      const options = {
        ...optionsOf(target, request, addresses),
        ...(authorities === undefined ? {} : { ca: authorities }),
      };
      const start = () => (target.url.protocol === 'http:' ? httpRequest(options) : httpsRequest(options));
      return await exchange(start, request, signal);
    } catch (error) {
      if (error instanceof OutboundRefused) throw error;
      if (signal.aborted) throw new OutboundFailed('timeout', `No whole answer within ${request.timeoutMs} ms.`);
      throw error;
    }
  };
}

async function addressesOf({ host, isLiteral }: CheckedUrl, resolve: ResolveHost, signal: AbortSignal) {
  if (isLiteral) return [host];
  if (isThisMachine(host)) return ['127.0.0.1'];
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => reject(new OutboundFailed('timeout', 'The name servers did not answer in time.'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    const addresses = await Promise.race([resolve(host, signal), stopped]);
    if (addresses.length === 0) throw new OutboundFailed('dns', 'The name of the host has no address.');
    return addresses;
  } catch (error) {
    throw error instanceof OutboundFailed ? error : new OutboundFailed('dns', 'The name servers failed.');
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function optionsOf({ url, host }: CheckedUrl, request: OutboundRequest, addresses: readonly string[]): RequestOptions {
  const isTls = url.protocol === 'https:';
  return {
    protocol: url.protocol,
    host,
    port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
    path: url.pathname + url.search,
    method: request.method,
    agent: isTls ? httpsAgent : httpAgent,
    lookup: only(addresses),
    maxHeaderSize: HEAD_BYTES_MAX,
    insecureHTTPParser: false,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    headers: {
      ...request.headers,
      'content-length': Buffer.byteLength(request.body),
      'accept-encoding': 'identity',
    },
  };
}

/** A look-up that knows the checked addresses and nothing else. */
const only =
  (addresses: readonly string[]): LookupFunction =>
  (_host, { all }, answer) => {
    const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
    if (all === true) return answer(null, found);
    const [first = { address: '', family: 4 }] = found;
    answer(null, first.address, first.family);
  };
