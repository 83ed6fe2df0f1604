/** Passwords: the pool's policy, and scrypt off the main thread so that a sign-in does not hold up other requests. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { ServiceError } from '../json-service.ts';
import type { PasswordPolicy } from './read-user-pools.ts';

const hash = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
/** Some 40 ms and 16 MB: dear for a guesser, cheap enough for a laptop. */
const COST = { N: 16_384, r: 8, p: 1 };
const KEY_BYTES = 32;
const SYMBOL = /[\^$*.[\]{}()?\-"!@#%&/\\,><':;|_~`+= ]/;

/** @throws InvalidPasswordException in Cognito's words */
export function checkPassword(password: string, policy: PasswordPolicy): void {
  const refuse = (reason: string) =>
    new ServiceError('InvalidPasswordException', `Password did not conform with policy: ${reason}`);
  if (password.length < policy.lengthMin) throw refuse('Password not long enough');
  if (policy.lowercase && !/[a-z]/.test(password)) throw refuse('Password must have lowercase characters');
  if (policy.uppercase && !/[A-Z]/.test(password)) throw refuse('Password must have uppercase characters');
  if (policy.digits && !/[0-9]/.test(password)) throw refuse('Password must have numeric characters');
  if (policy.symbols && !SYMBOL.test(password)) throw refuse('Password must have symbol characters');
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await hash(password.normalize('NFKC'), salt, KEY_BYTES, COST);
  return `scrypt$${salt.toString('base64')}$${key.toString('base64')}`;
}

const NOBODY = `scrypt$${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(KEY_BYTES).toString('base64')}`;

/** Where there is no user a hash is worked out all the same, so that the time does not tell who exists. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, salt = '', key = ''] = (stored ?? NOBODY).split('$');
  const tried = await hash(password.normalize('NFKC'), Buffer.from(salt, 'base64'), KEY_BYTES, COST);
  return timingSafeEqual(tried, Buffer.from(key, 'base64')) && stored !== undefined;
}
