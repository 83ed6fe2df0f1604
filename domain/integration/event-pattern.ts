/** Which events an endpoint asks for: one type, all of a noun or of a module (`finance.invoice.*`), or everything. */
import { z } from 'zod';

/** `*`, `finance.*`, `finance.invoice.*` or `finance.invoice.issued`. */
export const EVENT_PATTERN = /^(\*|[a-z][a-z_]*\.\*|[a-z][a-z_]*\.[a-z][a-z_]*\.(\*|[a-z][a-z_]*))$/;
export const EventPattern = z
  .string()
  .max(100)
  .regex(EVENT_PATTERN, 'must be *, <module>.*, <module>.<noun>.* or an event type')
  .meta({ id: 'EventPattern', examples: ['finance.invoice.*'] });

export const matchesPattern = (pattern: string, type: string): boolean =>
  pattern === type || (pattern.endsWith('*') && type.startsWith(pattern.slice(0, -1)));

export const matchesAny = (patterns: readonly string[], type: string): boolean =>
  patterns.some((pattern) => matchesPattern(pattern, type));
