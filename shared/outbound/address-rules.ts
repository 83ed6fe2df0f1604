/**
 * Which addresses are on the public internet. What is not known to be is not: of IPv6 only the global unicast block is,
 * so that every way of writing an IPv4 address into one (mapped, compatible, translated, NAT64) is outside of it, and
 * the tunnels inside it (6to4, Teredo) are named as ranges of their own.
 */
import ipaddr from 'ipaddr.js';

/** RFC 4291, 2.4: what IANA gives out as global unicast today. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Public by their number, and a metadata or platform service to whoever runs inside that cloud. */
const CLOUD_SERVICES: ReadonlySet<string> = new Set(['168.63.129.16']);

/** The interface identifier of ISATAP (RFC 5214, 6.1): `[02]00:5efe` before an IPv4 address. */
const ISATAP = [0x0000, 0x0200, 0x5efe] as const;

/** True of an address of the public internet; false of every other, and of text that is none in its usual spelling. */
export function isPublicAddress(address: string): boolean {
  const parsed = parse(address);
  if (parsed === undefined || parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv4) return !CLOUD_SERVICES.has(parsed.toString());
  const [universal, local, isatap] = ISATAP;
  const { parts } = parsed;
  const isTunnel = (parts[4] === universal || parts[4] === local) && parts[5] === isatap;
  return parsed.match(GLOBAL_UNICAST) && !isTunnel;
}

/** True of 127.0.0.1 and its block, and of ::1; not of an IPv4 address inside an IPv6 one. */
export const isLoopback = (address: string): boolean => parse(address)?.range() === 'loopback';

/** Four-part decimal or IPv6 without a zone: a zone names a link of this machine. */
function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address);
  if (address.includes('%') || !ipaddr.IPv6.isValid(address)) return undefined;
  return ipaddr.IPv6.parse(address);
}
