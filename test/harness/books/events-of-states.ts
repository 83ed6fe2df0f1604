/** Which states are told by which event. */
import { type Item, kind, text } from './stored.ts';

export const STATES_TOLD: readonly (readonly [entity: string, state: string, type: string])[] = [
  ['sales.order', 'confirmed', 'sales.order.confirmed'],
  ['sales.order', 'cancelled', 'sales.order.cancelled'],
  ['production.order', 'completed', 'production.order.completed'],
  ['production.order', 'cancelled', 'production.order.cancelled'],
  ['logistics.shipment', 'dispatched', 'logistics.shipment.dispatched'],
  ['logistics.shipment', 'delivered', 'logistics.shipment.delivered'],
  ['finance.invoice', 'open', 'finance.invoice.issued'],
  ['finance.invoice', 'paid', 'finance.invoice.paid'],
  ['crm.opportunity', 'won', 'crm.opportunity.won'],
];

type Said = { readonly id: string; readonly type: string; readonly subject: string };

/** The events in the items of the log. */
export const saidEvents = (items: readonly Item[]): Said[] =>
  kind(items, 'event').flatMap(({ events }) => (events as readonly Said[] | undefined) ?? []);

/** `<subject> <type>` of each event. */
export const saidBy = (items: readonly Item[]): string[] =>
  saidEvents(items).map(({ subject, type }) => `${subject} ${type}`);

/** Every order, shipment, invoice and production order has the event of the state that it is in. */
export function eventsOfStates(items: readonly Item[]): string[] {
  const said = new Set(saidBy(items));
  return STATES_TOLD.flatMap(([entity, state, type]) =>
    kind(items, entity)
      .filter((item) => item.state === state && !said.has(`${text(item.id)} ${type}`))
      .map((item) => `${entity} ${text(item.id)} is ${state} without ${type}`),
  );
}
