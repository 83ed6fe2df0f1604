/** Events of production orders. */
import { z } from 'zod';
import { defineEvent } from '../../shared/events/event.ts';
import { QuantityOrZero } from '../../shared/values/decimal.ts';
import { SignedMoney } from '../../shared/values/money.ts';
import { CalendarDate } from '../../shared/values/time.ts';
import { ProductKind } from '../sales/events.ts';

const DemandLineRef = z.object({ reservationId: z.string(), lineId: z.string() });

const OrderFacts = z.object({
  productionOrderId: z.string(),
  number: z.string(),
  productId: z.string(),
  sku: z.string(),
  salesOrderId: z.string().optional(),
  /** The demand line that it is made for, the first where there are several. */
  peg: DemandLineRef.optional(),
});

/** Demand lines that the order will bring no more: where they still want it, it is planned again. */
const Lost = z.array(DemandLineRef.extend({ quantity: QuantityOrZero }));

export const productionPlanned = defineEvent(
  'production.order.planned',
  1,
  OrderFacts.extend({
    quantity: QuantityOrZero,
    startOn: CalendarDate,
    dueOn: CalendarDate,
    components: z.array(
      z.object({
        lineId: z.string(),
        productId: z.string(),
        sku: z.string(),
        kind: ProductKind,
        quantity: QuantityOrZero,
      }),
    ),
  }),
  { summary: 'A production order is planned; its components are to be reserved.' },
);

export const productionBlocked = defineEvent(
  'production.order.blocked',
  1,
  OrderFacts.extend({ quantity: QuantityOrZero, reason: z.enum(['no_bom', 'too_many_components']) }),
  { summary: 'A production order cannot be planned until a person has seen to its bill of material.', terminal: true },
);

export const productionReadied = defineEvent('production.order.readied', 1, OrderFacts, {
  summary: 'All components are reserved: work can start.',
  terminal: true,
});

export const productionStarted = defineEvent(
  'production.order.started',
  1,
  OrderFacts.extend({ materialCost: SignedMoney }),
  {
    summary: 'Components were issued to work in progress and work began.',
  },
);

export const productionReported = defineEvent(
  'production.order.reported',
  1,
  OrderFacts.extend({ quantity: QuantityOrZero, scrapped: QuantityOrZero, cost: SignedMoney }),
  { summary: 'A part of the order was made and received into stock.', terminal: true },
);

export const productionCompleted = defineEvent(
  'production.order.completed',
  1,
  OrderFacts.extend({
    planned: QuantityOrZero,
    produced: QuantityOrZero,
    scrapped: QuantityOrZero,
    plannedCost: SignedMoney,
    actualCost: SignedMoney,
    lost: Lost,
  }),
  { summary: 'The order is done; what scrap left short is planned again.' },
);

export const productionCancelled = defineEvent(
  'production.order.cancelled',
  1,
  OrderFacts.extend({ reason: z.string(), lost: Lost }),
  {
    summary: 'The order was cancelled; reserved components are free and issued ones are back in stock.',
  },
);
