/** Events of inventory: what is reserved, what is short, what came in and went out. */
import { z } from 'zod';
import { defineEvent } from '../../shared/events/event.ts';
import { QuantityOrZero, SignedQuantity } from '../../shared/values/decimal.ts';
import { SignedMoney } from '../../shared/values/money.ts';
import { CalendarDate } from '../../shared/values/time.ts';
import { ProductKind } from '../sales/events.ts';

/** Who wants stock: a sales order's lines, or a production order's components. */
export const Demand = z.object({ kind: z.enum(['sales_order', 'production_order']), id: z.string() });
export type Demand = z.infer<typeof Demand>;

const ReservationFacts = z.object({
  reservationId: z.string(),
  demand: Demand,
  /** The sales order at the root of the demand; absent for production that no order asked for. */
  salesOrderId: z.string().optional(),
});
const DemandLine = z.object({ lineId: z.string(), productId: z.string(), sku: z.string(), quantity: QuantityOrZero });

export const stockReserved = defineEvent(
  'inventory.stock.reserved',
  1,
  ReservationFacts.extend({
    shippingPolicy: z.enum(['partial', 'whole']),
    /** Lines that are wholly reserved since this event, not before. */
    lines: z.array(DemandLine),
    /** True when every line of the demand is wholly reserved. */
    complete: z.boolean(),
    /** One of several steps in which a large demand is reserved at its start: what they name belongs together. */
    inSteps: z.boolean(),
  }),
  { summary: 'Lines of a demand are wholly reserved from stock.' },
);

export const stockShort = defineEvent(
  'inventory.stock.short',
  1,
  ReservationFacts.extend({
    neededOn: CalendarDate,
    /** The quantity that stock does not cover and no planned supply covers yet. */
    lines: z.array(DemandLine.extend({ kind: ProductKind })),
  }),
  { summary: 'Lines of a demand are short by the quantities given.' },
);

/** Supply came in that was planned for one demand; the goods are reserved for it from the moment they are in stock. */
export const supplyPegged = defineEvent(
  'inventory.supply.pegged',
  1,
  z.object({
    reservationId: z.string(),
    lines: z.array(
      z.object({ lineId: z.string(), productId: z.string(), locationId: z.string(), quantity: QuantityOrZero }),
    ),
  }),
  { summary: 'Goods that came in are kept for the demand they were made or bought for.' },
);

/** Goods that were free serve a line for which supply is still to come. */
export const supplySpared = defineEvent(
  'inventory.supply.spared',
  1,
  z.object({
    reservationId: z.string(),
    lines: z.array(
      z.object({
        lineId: z.string(),
        productId: z.string(),
        kind: ProductKind,
        /** What it lacks now. */ short: QuantityOrZero,
      }),
    ),
  }),
  { summary: 'Stock serves lines for which supply was planned: they need no more than what they still lack.' },
);

/** A reservation with more lines than one commit holds goes on with the next ones. */
export const reservationContinued = defineEvent(
  'inventory.reservation.continued',
  1,
  z.object({ reservationId: z.string(), nextLine: z.number().int() }),
  { summary: 'The next lines of a large reservation are to be reserved.' },
);

export const reservationReleased = defineEvent(
  'inventory.reservation.released',
  1,
  ReservationFacts.extend({ lines: z.array(DemandLine) }),
  { summary: 'A demand is gone: its reservations are free, its planned supplies have lost their peg.' },
);

export const stockMoved = defineEvent(
  'inventory.stock.moved',
  1,
  z.object({
    entryId: z.string(),
    kind: z.string(),
    source: z.object({ kind: z.string(), id: z.string() }),
    lines: z.array(
      z.object({
        productId: z.string(),
        sku: z.string(),
        locationId: z.string(),
        quantity: SignedQuantity,
        value: SignedMoney,
      }),
    ),
  }),
  { summary: 'A valued stock entry was posted together with its journal entry. Free goods serve waiting demands.' },
);

/** Goods became free without moving: a demand is gone, or needs less than came in for it. */
export const stockFreed = defineEvent('inventory.stock.freed', 1, z.object({ productIds: z.array(z.string()) }), {
  summary: 'Reserved goods are free again. They serve waiting demands.',
});
