/** The writes of a lead in a commit: the record with what it may be a double of (C2), its match keys, its event. */
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { account } from './account.entity.ts';
import { contact } from './contact.entity.ts';
import { leadCreated } from './events.ts';
import { accountMatchKeys, contactMatchKeys, leadMatchKeys } from './identity.ts';
import { lead } from './lead.entity.ts';
import type { Lead } from './lead.schema.ts';
import { type PossibleDuplicate, possibleDuplicatesOf, writeMatchKeys } from './match-keys.ts';

/** A lead is never refused as a double: the stranger who sent it would learn whom the company knows. */
export async function addLead(work: Work, fields: Omit<Lead, 'possibleDuplicates'>): Promise<Stored<Lead>> {
  const created = work.create(lead, { ...fields, possibleDuplicates: await doublesOf(work, fields) });
  await writeMatchKeys(work, fields.id, [], leadMatchKeys(fields));
  const { id: leadId, source, webFormId, ownerId } = created;
  work.emit(leadCreated, created, { leadId, source, webFormId, ...(ownerId === undefined ? {} : { ownerId }) });
  return created;
}

async function doublesOf(work: Work, { id, email }: Pick<Lead, 'id' | 'email'>): Promise<PossibleDuplicate[]> {
  const found = await Promise.all([
    possibleDuplicatesOf(work, lead, id, leadMatchKeys({ email })),
    possibleDuplicatesOf(work, contact, id, contactMatchKeys({ email })),
    possibleDuplicatesOf(work, account, id, accountMatchKeys({ email })),
  ]);
  return found.flat();
}
