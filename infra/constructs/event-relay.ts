/** The way of an event from the table's stream to the bus, and the sweeper for what the stream lost. */
import { Duration } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { FilterCriteria, FilterRule } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DataStack } from '../stacks/data-stack.ts';
import { alarm } from './alarm.ts';
import { readStream } from './stream-reader.ts';
import { markEventsSent, noteActivity, readOutbox } from './table-access.ts';
import { type FunctionSetting, TandemFunction } from './tandem-function.ts';

/** New items with unsent events only: not the relay's own mark on them, nor any other record. */
const NEW_EVENTS = FilterCriteria.filter({
  eventName: FilterRule.isEqual('INSERT'),
  dynamodb: { NewImage: { outboxpk: { S: FilterRule.exists() } } },
});

/** How old the next record of the stream may be; a loop in good health takes a second or two. */
const BEHIND_MS = 60_000;

export class EventRelay extends Construct {
  readonly sweeper: TandemFunction;

  constructor(scope: Construct, id: string, setting: FunctionSetting, data: DataStack, bus: EventBus) {
    super(scope, id);
    const environment = { BUS_NAME: bus.eventBusName };
    const relay = new TandemFunction(this, 'Relay', {
      setting,
      entry: 'platform/relay',
      description: 'Sends new events from the table to the bus',
      timeout: Duration.seconds(30),
      environment,
    });
    relay.allow(markEventsSent(data.table), noteActivity(data.table));
    bus.grantPutEventsTo(relay.role);
    readStream(this, {
      ...{ reader: relay, table: data.table, filters: [NEW_EVENTS], alarms: setting.alarms },
      whenGivenUp: 'The relay gave up on records of the stream. The sweeper sends their events; find out why.',
    });
    alarm(this, 'RelayBehind', {
      metric: relay.lambda.metric('IteratorAge', { statistic: 'max', period: Duration.minutes(1) }),
      threshold: BEHIND_MS,
      periods: 3,
      description: 'Events have been waiting for a minute and more to leave the table: the loop is standing still.',
      topic: setting.alarms,
    });

    this.sweeper = new TandemFunction(this, 'Sweeper', {
      setting,
      entry: 'platform/sweeper',
      description: 'Sends events that are minutes old and unsent',
      timeout: Duration.seconds(60),
      environment,
    });
    this.sweeper.allow(...readOutbox(data.table), markEventsSent(data.table), noteActivity(data.table));
    bus.grantPutEventsTo(this.sweeper.role);
  }
}
