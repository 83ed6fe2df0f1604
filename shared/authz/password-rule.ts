/**
 * The rule of passwords, for the user pool and for the form before it: length, and no rule on kinds of characters
 * (OWASP ASVS 5.0, 6.2.1 and 6.2.5).
 */
export const PASSWORD_LENGTH_MIN = 8;
