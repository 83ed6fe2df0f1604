/** The headers that a tenant may add to what is sent for it. */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { OutboundRefused } from './outbound.ts';

/** What frames the message or names its way; ours to set, or nobody's. */
const RESERVED = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'te', 'trailer', 'expect'],
  ...['accept-encoding', 'content-encoding', 'proxy-authorization', 'proxy-authenticate', 'proxy-connection', 'via'],
  ...['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'http2-settings'],
]);
const VALUE_LENGTH_MAX = 4_096;

/** Whether a header is the sender's own to set. */
export const isReservedHeader = (name: string): boolean => RESERVED.has(name.toLowerCase());

/** @throws OutboundRefused `header` where the name is reserved or no token, or the value would break the head apart */
export function checkOutboundHeader(name: string, value: string): void {
  if (isReservedHeader(name)) throw new OutboundRefused('header', `The header ${name} is set by the sender.`);
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw new OutboundRefused('header', 'A header has a name or value with a character that headers cannot have.');
  }
  if (value.length > VALUE_LENGTH_MAX)
    throw new OutboundRefused('header', `The header ${name} is longer than ${VALUE_LENGTH_MAX} characters.`);
}
