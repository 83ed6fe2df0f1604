/** Where the records are that are in no list. */
import { type Belonging, claimOf } from '../../shared/belongings.ts';
import { foldText } from '../../shared/table/entity.ts';
import { role } from './role.entity.ts';
import { ROLE_NAME_RULE } from './role.schema.ts';

export const belongings: readonly Belonging[] = [
  { of: role.name, found: ({ name }) => claimOf(ROLE_NAME_RULE, foldText(String(name))) },
];
