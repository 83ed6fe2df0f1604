/** The headers that a tenant has sent along with its webhooks: what they may be called, and which are never shown. */
import { z } from 'zod';
import { isReservedHeader } from '../../shared/outbound/check-header.ts';

const HEADERS_MAX = 20;
/** A token of RFC 9110, 5.6.2. */
const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
/** Visible ASCII with blanks inside: what every receiver reads in one way. */
const VALUE = /^[\x21-\x7e]([\x20-\x7e]{0,998}[\x21-\x7e])?$/;
/** What a webhook says itself, beside what the sender of every request does. */
const OURS = /^((webhook|content|proxy|sec|x-forwarded)-|(user-agent|date)$)/;
/** Names that promise a secret. */
const SECRET = /authori[sz]ation|cookie|token|secret|password|passwd|credential|signature|(^|[-_])(api-?)?key([-_]|$)/i;
const MASK = '***';

const isReserved = (name: string): boolean => isReservedHeader(name) || OURS.test(name.toLowerCase());

/** Names in lower case, so that none is there twice. */
export const OwnHeaders = z
  .record(z.string().regex(NAME, 'must be the name of a header'), z.string().regex(VALUE, 'must be visible ASCII'))
  .superRefine((headers, issues) => {
    const names = Object.keys(headers);
    const refuse = (name: string, message: string) => issues.addIssue({ code: 'custom', path: [name], message });
    if (names.length > HEADERS_MAX)
      issues.addIssue({ code: 'custom', message: `has more than ${HEADERS_MAX} headers` });
    const seen = new Set<string>();
    for (const name of names) {
      if (isReserved(name)) refuse(name, 'is set by the sender');
      if (seen.has(name.toLowerCase())) refuse(name, 'is there twice');
      seen.add(name.toLowerCase());
    }
  });
export type OwnHeaders = z.infer<typeof OwnHeaders>;

export const foldHeaders = (headers: OwnHeaders): OwnHeaders =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Headers as they are shown: of one whose name promises a secret only that it is there. */
export const maskHeaders = (headers: OwnHeaders): OwnHeaders =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, SECRET.test(name) ? MASK : value]));
