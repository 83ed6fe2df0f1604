/** What can be judged of an address without asking for its name: for the 422 at creation, and before each sending. */
import { isIP } from 'node:net';
import { isLoopback, isPublicAddress } from './address-rules.ts';
import { OutboundRefused, type RefusalCode } from './outbound.ts';
import { isAllowedPort } from './ports.ts';

const URL_LENGTH_MAX = 2_048;
/** Printable ASCII. Parsers drop tabs and line ends, and turn wide letters into plain ones: `ⓛocalhost`, `127。0。0。1`. */
const PRINTABLE = /^[\x21-\x7e]+$/;
/** `scheme://authority`, then the rest; a backslash, which browsers read as a slash, is nowhere. */
const PARTS = /^([a-z][a-z0-9+.-]*):\/\/([^/?#\\]*)([/?][^#\\]*)?(#[^\\]*)?$/i;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
const NAME_LENGTH_MAX = 253;

/** Names that stand for no public host (RFC 6761, 6762, 7686, 8375; ICANN's `internal`) or that networks use inside. */
const PRIVATE_NAMES = [
  ...['localhost', 'localdomain', 'local', 'internal', 'home.arpa', 'onion', 'alt', 'test', 'invalid'],
  ...['lan', 'home', 'corp', 'intranet', 'private'],
];

/** An address that may be sent to as far as it says itself; `address` where it is a literal. */
export type CheckedUrl = { readonly url: URL; readonly host: string; readonly isLiteral: boolean };

/**
 * Judges an address without resolving its name. On the stage `local`, http and this machine itself are allowed, so that
 * receivers can be tried out; link-local and private addresses are refused there as well.
 * @throws OutboundRefused that names the first rule broken
 */
export function checkOutboundUrl(text: string, stage: string): CheckedUrl {
  const isLocal = stage === 'local';
  if (text.length > URL_LENGTH_MAX) throw refused('bad_url', `is longer than ${URL_LENGTH_MAX} characters`);
  if (!PRINTABLE.test(text)) throw refused('bad_url', 'has a space, a control character or a letter beyond ASCII');
  const [, scheme = '', authority = '', , fragment] = PARTS.exec(text) ?? [];
  const url = URL.parse(text);
  if (scheme === '' || url === null) throw refused('bad_url', 'is not an absolute URL with // and a host');
  if (url.protocol !== 'https:' && !(isLocal && url.protocol === 'http:')) throw refused('scheme', 'must be https');
  if (authority.includes('@')) throw refused('credentials_in_url', 'has a user or password in it');
  if (fragment !== undefined) throw refused('fragment', 'has a fragment, which is never sent');
  if (!isAllowedPort(url, isLocal)) throw refused('port', 'has a port that is not one of webhooks');
  const host = checkHost(authority, url, isLocal);
  return { url, host, isLiteral: isIP(host) !== 0 };
}

/** The host, bare of the brackets of IPv6. Written otherwise than it is understood (`0x7f.1`, `%6c`), it is refused. */
function checkHost(authority: string, url: URL, isLocal: boolean): string {
  const written = authority.replace(/:\d*$/, '').toLowerCase();
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // Before the spelling, so that the reason is the graver one.
  if (isIP(host) !== 0 && !mayConnect(host, isLocal)) throw refused('private_address', 'is not on the public internet');
  if (written !== url.hostname) throw refused('bad_host', `is understood as ${url.hostname}; write it so`);
  if (isIP(host) !== 0) return host;
  if (isLocal && isThisMachine(host)) return host;
  const labels = host.split('.');
  if (host.length > NAME_LENGTH_MAX || !labels.every((label) => LABEL.test(label)))
    throw refused('bad_host', 'has a host that is no name (RFC 1123); a trailing dot is left out');
  if (labels.length < 2 || PRIVATE_NAMES.some((name) => host === name || host.endsWith(`.${name}`)))
    throw refused('bad_host', 'has the name of a host inside a network');
  return host;
}

/** RFC 6761, 6.3: the name of this machine, which needs no asking. */
export const isThisMachine = (host: string): boolean => host === 'localhost';

/** Whether a connection to this address may be made: the one rule for literals and for what a name stands for. */
export const mayConnect = (address: string, isLocal: boolean): boolean =>
  isPublicAddress(address) || (isLocal && isLoopback(address));

const refused = (code: RefusalCode, what: string): OutboundRefused => new OutboundRefused(code, `The URL ${what}.`);
