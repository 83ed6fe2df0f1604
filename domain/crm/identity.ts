/** Normal forms by which two accounts or contacts are seen to be the same (C2). Pure. */

/** Mail providers whose domain says nothing about the company. */
const PUBLIC_DOMAINS: ReadonlySet<string> = new Set([
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'yahoo.com',
  'icloud.com',
  'me.com',
  'aol.com',
  'gmx.de',
  'gmx.net',
  'web.de',
  't-online.de',
  'proton.me',
  'protonmail.com',
  'qq.com',
  '163.com',
  '126.com',
]);

export const normalEmail = (email: string): string => email.trim().toLowerCase();

/** Host without scheme, `www.`, path and port. */
export const normalDomain = (domain: string): string =>
  domain
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/:?#].*$/, '');

/** Digits, with `+` in front of an international number (`0049…` is `+49…`); undefined where there are too few. */
export function normalPhone(phone: string): string | undefined {
  const digits = phone.replace(/[^\d+]/g, '').replace(/(?!^)\+/g, '');
  const international = digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
  return international.replace('+', '').length < 6 ? undefined : international;
}

/** Letters and digits in upper case: `DE 123-456` and `de123456` are one tax id. */
export const normalTaxId = (taxId: string): string => taxId.toUpperCase().replace(/[^A-Z0-9]/g, '');

type Identity = {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly domain?: string | undefined;
};

/** The keys under which an account is looked up as a possible double; equal keys make a match, never a refusal. */
export function accountMatchKeys({ email, phone, domain }: Identity): string[] {
  const host = domain === undefined ? email?.split('@')[1] : normalDomain(domain);
  const number = phone === undefined ? undefined : normalPhone(phone);
  return [
    ...(email === undefined ? [] : [`account.email:${normalEmail(email)}`]),
    ...(host === undefined || host === '' || PUBLIC_DOMAINS.has(host.toLowerCase())
      ? []
      : [`account.domain:${host.toLowerCase()}`]),
    ...(number === undefined ? [] : [`account.phone:${number}`]),
  ];
}

/** The same for a lead: by e-mail. */
export const leadMatchKeys = ({ email }: { readonly email: string }): string[] => [`lead.email:${normalEmail(email)}`];

/** The same for a person: by e-mail, then by telephone. */
export function contactMatchKeys({ email, phone }: Omit<Identity, 'domain'>): string[] {
  const number = phone === undefined ? undefined : normalPhone(phone);
  return [
    ...(email === undefined ? [] : [`contact.email:${normalEmail(email)}`]),
    ...(number === undefined ? [] : [`contact.phone:${number}`]),
  ];
}
