/** Manifests that exist in these tests only: one of everything that the stacks derive from. */
import { z } from 'zod';
import { defineEvent, everyEvent } from '../../shared/events/event.ts';
import { defineModule, dueWork, publicRoute, reaction, route } from '../../shared/module.ts';
import { defineEntity } from '../../shared/table/entity.ts';

const ProbeId = z.object({ probeId: z.string() });
const neverRun = async () => {
  throw new Error('A manifest of the infrastructure tests is never run');
};

export const probeSent = defineEvent('probe.signal.sent', 1, ProbeId, { summary: 'A signal was sent.' });
export const probeLost = defineEvent('probe.signal.lost', 1, ProbeId, { summary: 'A signal was lost.' });

/** Has public and tenant routes under two segments, reaches the platform, and has a schedule. */
export const probeModule = defineModule({
  name: 'probe',
  summary: 'Sends signals.',
  entities: [],
  permissions: [{ name: 'probe.signal:send', summary: 'Send signals', roles: [] }],
  reachesPlatform: true,
  routes: [
    publicRoute({
      method: 'POST',
      path: '/probe-sign-up/{probeId}',
      summary: 'Sign up',
      response: ProbeId,
      run: neverRun,
    }),
    route({
      method: 'POST',
      path: '/probe/signals/{probeId}/send',
      permission: 'probe.signal:send',
      summary: 'Send a signal',
      response: ProbeId,
      run: neverRun,
    }),
  ],
  emits: [probeSent, probeLost],
  schedules: [{ name: 'listen', every: 'rate(5 minutes)', run: neverRun }],
});

/** Consumes one event by two reactions, and another by one; has no routes and no reach. */
export const receiverModule = defineModule({
  name: 'receiver',
  summary: 'Receives signals.',
  entities: [],
  consumes: [
    reaction({ on: probeSent, name: 'note-signal', run: neverRun }),
    reaction({ on: probeSent, name: 'answer-signal', run: neverRun }),
    reaction({ on: probeLost, name: 'note-loss', run: neverRun }),
  ],
});

/** Reacts to whatever any module says, and to one event by name besides. */
export const listenerModule = defineModule({
  name: 'listener',
  summary: 'Hears every signal.',
  entities: [],
  consumes: [
    reaction({ on: everyEvent, name: 'note-everything', run: neverRun }),
    reaction({ on: probeSent, name: 'note-signal', run: neverRun }),
  ],
});

const Errand = z.object({ id: z.string(), runAt: z.string().optional(), person: z.string() });
export const errand = defineEntity({
  name: 'waiter.errand',
  schema: Errand,
  listed: false,
  audited: false,
  due: 'runAt',
  dueGroup: 'person',
});

/** Has records that fall due, and neither routes nor reactions. */
export const waiterModule = defineModule({
  name: 'waiter',
  summary: 'Runs errands at their time.',
  entities: [errand],
  due: [dueWork({ entity: errand, name: 'run-errand', run: neverRun })],
});
