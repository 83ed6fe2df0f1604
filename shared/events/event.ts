/**
 * Events are declared by the module that emits them: a name in the past tense, a version, and a schema of chosen
 * facts. The envelope uses CloudEvents' names where they fit (DESIGN 5).
 */
import { z } from 'zod';
import type { TenantId } from '../values/ids.ts';

export type ActorKind = 'user' | 'apiKey' | 'system';
/** Who caused a change: a person, an integrator's key, or a reaction of the system itself. */
export type Actor = { readonly kind: ActorKind; readonly id: string };

export type EventDefinition<Data = unknown> = {
  /** `<module>.<noun>.<verbed>` */
  readonly type: string;
  readonly version: number;
  readonly schema: z.ZodType<Data>;
  readonly summary: string;
  /** True where no module needs to react: the event is for webhooks, the loop's story and reports. */
  readonly terminal: boolean;
};

export type EventEnvelope<Data = unknown> = {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** RFC 3339 UTC */
  readonly time: string;
  readonly tenantId: TenantId;
  readonly actor: Actor;
  /** Born at the opportunity; the same through every command, event, audit entry and log line of the loop. */
  readonly correlationId: string;
  /** The event or request that caused this one. */
  readonly causationId: string;
  /** The id of the aggregate that changed. */
  readonly subject: string;
  /** The aggregate's version after the change, so that a receiver can order. */
  readonly sequence: number;
  readonly data: Data;
};

/** Declares an event: `defineEvent('sales.order.confirmed', 1, schema, { summary })`. */
export const defineEvent = <Data>(
  type: string,
  version: number,
  schema: z.ZodType<Data>,
  about: { summary: string; terminal?: boolean },
): EventDefinition<Data> => ({ type, version, schema, summary: about.summary, terminal: about.terminal ?? false });

/**
 * What a reaction to every event is declared on. No module emits it: it stands for the types of all modules, also of
 * those that come later. Such a reaction leaves no marker where it does nothing: what returns without a commit leaves none.
 */
export const everyEvent: EventDefinition = {
  type: '*',
  version: 1,
  schema: z.unknown(),
  summary: 'Every event of every module.',
  terminal: true,
};

/** Whether a reaction declared on one definition is for an event of a type. */
export const isOn = (on: Pick<EventDefinition, 'type'>, type: string): boolean =>
  on.type === type || on.type === everyEvent.type;
