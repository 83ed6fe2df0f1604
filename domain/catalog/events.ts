/** Events of the catalog: for webhooks and reports; no module needs to react. */
import { z } from 'zod';
import { EventCustomFields } from '../../shared/custom-fields/custom-fields.schema.ts';
import { defineEvent } from '../../shared/events/event.ts';
import { CalendarDate } from '../../shared/values/time.ts';

const ProductFacts = z.object({
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  active: z.boolean(),
  customFields: EventCustomFields,
});

export const productCreated = defineEvent('catalog.product.created', 1, ProductFacts, {
  summary: 'A product was added.',
  terminal: true,
});

export const productUpdated = defineEvent('catalog.product.updated', 1, ProductFacts, {
  summary: 'Fields of a product changed.',
  terminal: true,
});

export const bomRevised = defineEvent(
  'catalog.bom.revised',
  1,
  z.object({ bomId: z.string(), productId: z.string(), revision: z.number().int(), validFrom: CalendarDate }),
  { summary: 'A bill of material was recorded or changed.', terminal: true },
);
