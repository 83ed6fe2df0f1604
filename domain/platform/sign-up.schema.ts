/** What a company signs up with. */
import { z } from 'zod';
import { PASSWORD_LENGTH_MIN } from '../../shared/authz/password-rule.ts';
import { Currency } from '../../shared/values/money.ts';
import { emailAddress, textLine } from '../../shared/values/text.ts';
import { Instant } from '../../shared/values/time.ts';
import { PLAN_NAMES } from './plans.ts';

const REGIONS = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
/** Codes that CLDR can name and ISO 3166-1 does not assign to a country. */
const NO_COUNTRY: ReadonlySet<string> = new Set([
  'AC',
  'CP',
  'CQ',
  'DG',
  'EA',
  'EU',
  'EZ',
  'IC',
  'QO',
  'TA',
  'UN',
  'XA',
  'XB',
  'ZZ',
]);

/** ISO 3166-1 alpha-2, upper case. */
const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, { error: 'must be an ISO 3166-1 alpha-2 code in upper case', abort: true })
  .refine((code) => !NO_COUNTRY.has(code) && REGIONS.of(code) !== undefined, 'is not a known country')
  .meta({ id: 'Country', examples: ['DE'] });

const ZONES: ReadonlySet<string> = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);
const TimeZone = z
  .string()
  .max(64)
  .refine((name) => ZONES.has(name), 'is not a known IANA time zone')
  .meta({ id: 'TimeZone', examples: ['Europe/Berlin'] });

/** The user pool takes names of up to 128 characters, and the address is the name. */
export const Email = emailAddress(128).meta({ id: 'Email', examples: ['ada@example.com'] });

/** A password that is to be set. What else it must hold is the user pool's policy, refused at the same pointer. */
export const NewPassword = z
  .string()
  .min(PASSWORD_LENGTH_MIN, `must have at least ${PASSWORD_LENGTH_MIN} characters`)
  .max(256)
  .regex(/^\S.*\S$/su, 'must not begin or end with a space')
  .meta({ id: 'NewPassword' });

export const SignUpBody = z.strictObject({
  company: textLine(120),
  email: Email,
  password: NewPassword,
  country: Country,
  currency: Currency,
  timeZone: TimeZone.default('UTC'),
});
export type SignUpBody = z.infer<typeof SignUpBody>;

export const SignUpAnswer = z
  .object({
    tenant: z.object({
      id: z.string(),
      company: z.string(),
      country: z.string(),
      currency: z.string(),
      timeZone: z.string(),
      plan: z.enum(PLAN_NAMES),
      trialEndsAt: Instant.nullable(),
      createdAt: Instant,
    }),
    user: z.object({ id: z.string(), email: z.string(), roles: z.array(z.string()) }),
  })
  .meta({ id: 'SignUp' });
export type SignUpAnswer = z.infer<typeof SignUpAnswer>;
