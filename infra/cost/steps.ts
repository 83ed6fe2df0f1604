/**
 * The steps of a loop, and which of them a call belongs to. A request belongs to the step in which a person makes it. A
 * reaction belongs to the step in which its event was made, unless it begins the next one; so does the relay of an event.
 * A new reaction or event therefore needs no line here.
 */

export const STEPS = [
  'win',
  'order',
  'reservation',
  'planning',
  'production',
  'receipt',
  'shipment',
  'invoice',
  'payment',
  'close',
] as const;
/** `other`: what belongs to no loop, such as sign-up, master data and schedules. */
export type Step = (typeof STEPS)[number] | 'other';

/** Steps of requests by method and path below `/v1`; the first that fits. */
const REQUESTS: readonly (readonly [RegExp, Step])[] = [
  [/^\w+ \/crm\/opportunities/, 'win'],
  // Only the warehouse looks at the order in a loop: for services that go out with the goods.
  [/^GET \/sales\/orders/, 'shipment'],
  [/^\w+ \/production\/orders/, 'production'],
  [/^\w+ \/procurement\/(requisitions|orders|bills)/, 'receipt'],
  [/^\w+ \/logistics\/shipments/, 'shipment'],
  [/^\w+ \/finance\/(invoices|payments)/, 'payment'],
  [/^\w+ \/loops/, 'close'],
];

export const stepOfRequest = (method: string, path: string): Step =>
  REQUESTS.find(([pattern]) => pattern.test(`${method} ${path.replace(/^\/v1/, '')}`))?.[1] ?? 'other';

/** Reactions that begin a step, as `module event`. */
export const BEGINNINGS: Readonly<Record<string, Step>> = {
  'sales crm.opportunity.won': 'order',
  'inventory sales.order.confirmed': 'reservation',
  'production inventory.stock.short': 'planning',
  'procurement inventory.stock.short': 'planning',
  'logistics inventory.stock.reserved': 'shipment',
  'finance logistics.shipment.dispatched': 'invoice',
  'finance logistics.shipment.delivered': 'invoice',
  'finance sales.order.fulfilled': 'invoice',
  'crm sales.order.settled': 'close',
};

/** @param madeIn the step in which the event was made */
export const stepOfReaction = (module: string, eventType: string, madeIn: Step): Step =>
  madeIn === 'other' ? 'other' : (BEGINNINGS[`${module} ${eventType}`] ?? madeIn);
