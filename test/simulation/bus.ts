/** The bus: takes entries, or refuses some of them, and hands each to the queues whose rules match its type. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Core } from './core.ts';
import type { Fault } from './faults.ts';
import { callPort, type Running } from './port-call.ts';

export type Bus = { client(running: () => Running): EventBridgeClient };

type Entry = { readonly DetailType: string; readonly Detail: string };
type Command = {
  readonly constructor: { readonly name: string };
  readonly input: { readonly Entries: readonly Entry[] };
};

const client = new EventBridgeClient({ region: 'local' });
const ENTRIES_MAX = 10;
/** With the first call as often as a publisher tries (`shared/events/relay.ts`). */
const REFUSED_AGAIN = 3;

export function openBus(core: Core, deliver: (type: string, detail: string) => void): Bus {
  const stubborn = new Map<string, number>();
  const put = (entries: readonly Entry[], fault: Fault | undefined) => {
    if (entries.length > ENTRIES_MAX) throw new Error(`PutEvents of ${entries.length} entries`);
    const isRefused = entries.map(() => fault === 'entries refused' && core.chance.oneIn(2));
    if (fault === 'entries refused') isRefused[core.chance.whole(0, entries.length - 1)] = true;
    // Half of the time the entry is refused again and again, for as long as one publisher tries.
    if (fault === 'entries refused' && core.chance.oneIn(2))
      stubborn.set(entries[isRefused.indexOf(true)]?.Detail ?? '', REFUSED_AGAIN);
    for (const [index, { Detail }] of entries.entries()) {
      const left = fault === 'entries refused' ? 0 : (stubborn.get(Detail) ?? 0);
      if (left === 0) continue;
      isRefused[index] = true;
      if (left === 1) stubborn.delete(Detail);
      else stubborn.set(Detail, left - 1);
    }
    for (const [index, { DetailType, Detail }] of entries.entries()) {
      if (isRefused[index] !== true) deliver(DetailType, Detail);
    }
    return {
      FailedEntryCount: isRefused.filter((refused) => refused).length,
      Entries: isRefused.map((refused, index) =>
        refused ? { ErrorCode: 'InternalFailure' } : { EventId: `${index}` },
      ),
    };
  };
  return {
    client: (running) => {
      const send = ({ constructor: { name }, input }: Command) => {
        if (name !== 'PutEventsCommand') throw new Error(`The simulated bus does not know ${name}`);
        const about = `${input.Entries.length}`;
        return callPort(core, running(), {
          operation: 'bus PutEvents',
          about,
          perform: (fault) => put(input.Entries, fault),
        });
      };
      return Object.create(client, { send: { value: send } });
    },
  };
}
