/** Events of the CRM: the customer, the opportunity, the loop that closes on it. */
import { z } from 'zod';
import { EventCustomFields } from '../../shared/custom-fields/custom-fields.schema.ts';
import { defineEvent } from '../../shared/events/event.ts';
import { QuantityOrZero } from '../../shared/values/decimal.ts';
import { SignedMoney } from '../../shared/values/money.ts';
import { CalendarDate } from '../../shared/values/time.ts';

const OpportunityFacts = z.object({
  opportunityId: z.string(),
  accountId: z.string(),
  name: z.string(),
  customFields: EventCustomFields,
});

export const accountCreated = defineEvent(
  'crm.account.created',
  1,
  z.object({ accountId: z.string(), name: z.string(), customFields: EventCustomFields }),
  { summary: 'A customer account was added.', terminal: true },
);

export const opportunityCreated = defineEvent('crm.opportunity.created', 1, OpportunityFacts, {
  summary: 'An opportunity was opened; its correlation id is born here.',
  terminal: true,
});

export const opportunityWon = defineEvent(
  'crm.opportunity.won',
  1,
  OpportunityFacts.extend({
    /** 1 for the first win; a reopened opportunity that is won again counts up, so that each win has one order. */
    winNumber: z.number().int().positive(),
    currency: z.string(),
    requiredOn: CalendarDate.optional(),
    lines: z.array(
      z.object({
        lineId: z.string(),
        productId: z.string(),
        sku: z.string(),
        quantity: QuantityOrZero,
        unitPrice: SignedMoney,
        /** Cost of one unit as calculated when it was quoted; absent where none was known. */
        quotedUnitCost: SignedMoney.optional(),
      }),
    ),
    quotedAmount: SignedMoney,
  }),
  { summary: 'An opportunity was won, with its quoted lines: the start of order to cash.' },
);

export const opportunityLost = defineEvent('crm.opportunity.lost', 1, OpportunityFacts.extend({ reason: z.string() }), {
  summary: 'An opportunity was lost, with the reason.',
  terminal: true,
});

export const opportunityReopened = defineEvent('crm.opportunity.reopened', 1, OpportunityFacts, {
  summary: 'A lost opportunity, or a won one whose order was cancelled, is open again.',
  terminal: true,
});

export const taskCreated = defineEvent(
  'crm.task.created',
  1,
  z.object({
    taskId: z.string(),
    accountId: z.string().optional(),
    subject: z.string(),
    dueOn: CalendarDate,
    ownerId: z.string().optional(),
  }),
  { summary: 'A task for a person was made.', terminal: true },
);

export const taskCompleted = defineEvent(
  'crm.task.completed',
  1,
  z.object({ taskId: z.string(), accountId: z.string().optional() }),
  { summary: 'A person did what a task asked for.', terminal: true },
);

export const loopClosed = defineEvent(
  'crm.loop.closed',
  1,
  OpportunityFacts.extend({
    salesOrderId: z.string(),
    revenue: SignedMoney,
    realisedMargin: SignedMoney,
    quotedMargin: SignedMoney,
    /** Named differences that add up to realised minus quoted margin. */
    variances: z.array(z.object({ name: z.string(), amount: SignedMoney })),
  }),
  {
    summary: 'Everything that was won is delivered, invoiced and paid; the customer\u2019s figures are updated.',
    terminal: true,
  },
);

/** Without name and address: whoever may see leads reads them there. */
export const leadCreated = defineEvent(
  'crm.lead.created',
  1,
  z.object({
    leadId: z.string(),
    source: z.literal('web_form'),
    webFormId: z.string(),
    ownerId: z.string().optional(),
  }),
  { summary: 'Someone sent a web form and may become a customer.', terminal: true },
);
