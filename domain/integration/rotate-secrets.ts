/** Making and rotating what an endpoint's messages are signed with. */
import type { IdSource } from '../../shared/values/ids.ts';
import { instantOf } from '../../shared/values/time.ts';
import { publicKeyOf, secretFrom } from './signing.ts';
import type { SigningKey, SigningSecret, WebhookSecret } from './webhook-secret.schema.ts';

const SECRET_BYTES = 32;
const SEED_BYTES = 32;
/** The newest and those before it that still sign: a header that grows with every rotation would be refused one day. */
export const SECRETS_MAX = 3;

type Secrets = Pick<WebhookSecret, 'secrets' | 'keys'>;

export const makeSecret = (ids: IdSource): SigningSecret => ({ secret: secretFrom(ids.secret(SECRET_BYTES)) });

export function makeKey(ids: IdSource): SigningKey {
  const seed = ids.secret(SEED_BYTES);
  return { seed, publicKey: publicKeyOf(seed) };
}

/** The new ones first; the old ones end after `keepMs`, or earlier where an earlier rotation has said so. */
export function rotate({ secrets, keys }: Secrets, made: Secrets, nowMs: number, keepMs: number): Secrets {
  const ending = <Each extends { endsAt?: string | undefined }>(each: Each): Each => {
    const endsAt = instantOf(nowMs + keepMs);
    return { ...each, endsAt: each.endsAt !== undefined && each.endsAt < endsAt ? each.endsAt : endsAt };
  };
  const holds = ({ endsAt }: { endsAt?: string | undefined }) => endsAt === undefined || Date.parse(endsAt) > nowMs;
  return {
    secrets: [...made.secrets, ...secrets.map(ending).filter(holds)].slice(0, SECRETS_MAX),
    keys: [...made.keys, ...keys.map(ending).filter(holds)].slice(0, SECRETS_MAX),
  };
}
