/** Where the records are that are in no list. */
import { type Belonging, claimOf, hanging } from '../../shared/belongings.ts';
import { customFieldClaims } from '../../shared/custom-fields/unique-values.ts';
import { account } from './account.entity.ts';
import type { Account } from './account.schema.ts';
import { contact } from './contact.entity.ts';
import type { Contact } from './contact.schema.ts';
import { accountMatchKeys, contactMatchKeys, leadMatchKeys, normalTaxId } from './identity.ts';
import { lead } from './lead.entity.ts';
import type { Lead } from './lead.schema.ts';
import { matchKey } from './match-key.entity.ts';
import { OPPORTUNITY_EXTERNAL_ID_RULE, opportunity } from './opportunity.entity.ts';
import { ACCOUNT_EXTERNAL_ID_RULE, TAX_ID_RULE } from './write-account.ts';
import { CONTACT_EXTERNAL_ID_RULE, contactEmailKey, EMAIL_RULE } from './write-contact.ts';

export const belongings: readonly Belonging[] = [
  {
    of: account.name,
    found: (owner) => {
      const record = account.schema.parse(owner) as Account;
      return [
        ...claimOf(ACCOUNT_EXTERNAL_ID_RULE, record.externalId),
        ...claimOf(TAX_ID_RULE, record.taxId === undefined ? undefined : normalTaxId(record.taxId)),
        ...accountMatchKeys(record).map((key) => hanging(matchKey, { key, recordId: record.id })),
      ];
    },
  },
  {
    of: contact.name,
    found: (owner) => {
      const record = contact.schema.parse(owner) as Contact;
      return [
        ...claimOf(CONTACT_EXTERNAL_ID_RULE, record.externalId),
        ...claimOf(EMAIL_RULE, contactEmailKey(record)),
        ...contactMatchKeys(record).map((key) => hanging(matchKey, { key, recordId: record.id })),
      ];
    },
  },
  {
    of: lead.name,
    found: (owner) => {
      const record = lead.schema.parse(owner) as Lead;
      return leadMatchKeys(record).map((key) => hanging(matchKey, { key, recordId: record.id }));
    },
  },
  { of: opportunity.name, found: ({ externalId }) => claimOf(OPPORTUNITY_EXTERNAL_ID_RULE, externalId) },
  customFieldClaims(account),
  customFieldClaims(contact),
  customFieldClaims(opportunity),
];
