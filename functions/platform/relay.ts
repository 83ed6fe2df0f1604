/** Lambda entry of the relay: new events in the table's stream go to the bus (DESIGN 5). */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { activityNotes } from '../../shared/events/activity.ts';
import type { BatchAnswer } from '../../shared/events/events-function.ts';
import { countEvents, type OutboxItem, outboxItem, publish } from '../../shared/events/relay.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { busClient } from './bus-client.ts';
import { relayBatch, type StreamBatch, type StreamRecord } from './relay-batch.ts';

/** The unsent events of a stream record; undefined for what the source's filter should have left out. */
function outboxItemOf({ eventName, dynamodb }: StreamRecord): OutboxItem | undefined {
  const image = dynamodb?.NewImage;
  return eventName === 'INSERT' && image?.outboxpk !== undefined ? outboxItem(unmarshall(image)) : undefined;
}

/** Sends a batch; what the relay gives up is the sweeper's. */
export const create = (runtime: Runtime) => {
  const note = activityNotes(runtime);
  return (batch: StreamBatch): Promise<BatchAnswer> =>
    relayBatch(batch, outboxItemOf, async (items) => {
      await note(items);
      const failed = await publish(runtime, items);
      if (failed.length > 0) runtime.logger.error('the bus refused events', { events: countEvents(failed) });
      return failed;
    });
};
export const handler = bindAws(create, busClient);
