// Answers in a form in which two of them are the same exactly when they mean the same.
import { normaliseNumber } from '../../infra/local/table/decimal.ts';

/** Numbers in plain form, sets and object members sorted. Lists keep their order. */
export function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(canonical);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).map(([name, member]) => [name, canonicalMember(name, member)] as const);
  return Object.fromEntries(entries.sort(([one], [two]) => (one < two ? -1 : 1)));
}

/** Items without regard to their order. */
export function canonicalSet(items: readonly unknown[]): string[] {
  return items.map((item) => JSON.stringify(canonical(item))).sort();
}

function canonicalMember(name: string, member: unknown): unknown {
  if (name === 'N' && typeof member === 'string') {
    // DynamoDB Local answers some large numbers with an exponent; the service always in plain digits.
    return normaliseNumber(member);
  }
  if ((name === 'SS' || name === 'BS') && Array.isArray(member)) {
    return member.toSorted();
  }
  if (name === 'NS' && Array.isArray(member)) {
    return member.map((element) => normaliseNumber(String(element))).sort();
  }
  return canonical(member);
}
