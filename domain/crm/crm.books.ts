/** What must hold in the CRM: a won or lost opportunity was said to be so. */
import { type Books, told } from '../../shared/books.ts';
import { opportunityLost, opportunityWon } from './events.ts';
import { opportunity } from './opportunity.entity.ts';

export const crmBooks: Books = {
  checks: [],
  numbered: [],
  told: [told(opportunity, 'won', opportunityWon), told(opportunity, 'lost', opportunityLost)],
};
