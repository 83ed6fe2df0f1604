/** Values that one record of a kind alone may have. They are claimed in the commit that writes the record. */
import { type Belonging, claimOf } from '../belongings.ts';
import { type Rejection, reject } from '../rejection.ts';
import { sha256 } from '../table/audit-chain.ts';
import type { Entity } from '../table/entity.ts';
import { type CustomField, kindOf, type StoredValue, type WithCustom } from './custom-field.entity.ts';
import { pointerOf } from './decide-custom-fields.ts';
import type { KnownFields } from './known-fields.ts';

/** By the stored name, which no other field of the kind ever has; the digest of the value, which may be too long for a key. */
export const markerOf = ({ kind, storedAs }: Pick<CustomField, 'kind' | 'storedAs'>, value: StoredValue) => ({
  rule: `custom_field.${kind}.${storedAs}`,
  value: sha256(JSON.stringify(value)),
});

/** Where the claims are that hang by a record of the kind: those of its values that may be unique. */
export const customFieldClaims = (entity: Pick<Entity, 'name' | 'customFields'>): Belonging => ({
  of: entity.name,
  found: (owner) =>
    Object.entries((owner as WithCustom).custom ?? {}).flatMap(([storedAs, said]) => {
      if (typeof said !== 'string' && typeof said !== 'number') return [];
      const { rule, value } = markerOf({ kind: kindOf(entity), storedAs }, said);
      return claimOf(rule, value);
    }),
});

export function duplicateValue({ name, label }: CustomField, holder?: string): Rejection {
  const message = `Another record has this ${label}.`;
  return reject('conflict', 'platform.custom_field.duplicate_value', message, {
    errors: [{ pointer: pointerOf(name), code: 'duplicate_value', message }],
    ...(holder === undefined ? {} : { facts: { existingId: holder } }),
  });
}

export type Claims = {
  claim(rule: string, value: string, recordId: string, rejection: Rejection): void;
  release(rule: string, value: string): void;
};

/** Claims what a record says now and releases what it said before. */
export function claimUniqueValues(
  claims: Claims,
  fields: KnownFields,
  recordId: string,
  before: WithCustom | undefined,
  after: WithCustom | undefined,
): void {
  for (const field of fields.all) {
    if (!field.unique) continue;
    const [was, is] = [before?.custom?.[field.storedAs], after?.custom?.[field.storedAs]];
    if (was === is) continue;
    if (is !== undefined) {
      const { rule, value } = markerOf(field, is);
      claims.claim(rule, value, recordId, duplicateValue(field));
    }
    if (was !== undefined) {
      const { rule, value } = markerOf(field, was);
      claims.release(rule, value);
    }
  }
}
