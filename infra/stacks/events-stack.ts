/** Everything that happens by itself: relay, bus, the modules' reactions, and timers. */
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { EVENT_SOURCE } from '../../shared/events/relay.ts';
import type { ModuleManifest } from '../../shared/module.ts';
import { alarmOnBooks } from '../constructs/books-alarm.ts';
import { DueWork } from '../constructs/due-work.ts';
import { EventRelay } from '../constructs/event-relay.ts';
import { type Foundation, reachPlatform } from '../constructs/module-function.ts';
import { REACTION_TIMEOUT, Reactions } from '../constructs/reactions.ts';
import { type FunctionSetting, TandemFunction } from '../constructs/tandem-function.ts';
import { manifestTimers, Timers } from '../constructs/timers.ts';
import type { ApiStack } from './api-stack.ts';

/** The events stay in the table for good; the archive is for replaying a bad day to repaired reactions. */
const ARCHIVE_DAYS = 30;

/** Functions of a module that read a queue, by their entry. */
const CONSUMERS = {
  events: { id: 'Events', work: 'Reactions' },
  due: { id: 'Due', work: 'Due work' },
} as const;

export class EventsStack extends Stack {
  private readonly setting: FunctionSetting;
  private readonly foundation: Foundation;
  private readonly api: ApiStack;

  constructor(
    scope: Construct,
    id: string,
    setting: FunctionSetting,
    foundation: Foundation & { readonly api: ApiStack },
    modules: readonly ModuleManifest[],
  ) {
    super(scope, id, { description: `Tandem ${setting.deployment.stage}: events, reactions, timers` });
    this.setting = setting;
    this.foundation = foundation;
    this.api = foundation.api;
    const bus = new EventBus(this, 'Bus', { description: 'Events of all modules' });
    bus.archive('Archive', { eventPattern: { source: [EVENT_SOURCE] }, retention: Duration.days(ARCHIVE_DAYS) });
    const { sweeper } = new EventRelay(this, 'Outbox', setting, foundation.data, bus);
    for (const manifest of modules.filter(({ consumes }) => consumes.length > 0)) {
      const consumer = this.makeConsumer(manifest, 'events', REACTION_TIMEOUT);
      new Reactions(this, `Reactions-${manifest.name}`, { manifest, bus, consumer, alarms: setting.alarms });
    }
    const timers = this.makeTimers(sweeper, modules);
    this.makeDueWork(timers, modules);
    new CfnOutput(this, 'BusName', { value: bus.eventBusName });
  }

  private makeConsumer(manifest: ModuleManifest, of: keyof typeof CONSUMERS, timeout: Duration): TandemFunction {
    const { id, work } = CONSUMERS[of];
    const consumer = new TandemFunction(this, `${id}-${manifest.name}`, {
      setting: this.setting,
      entry: `${manifest.name}/${of}`,
      description: `${work} of ${manifest.name}`,
      timeout,
      environment: { API_URL: this.api.url },
    });
    consumer.actForTenants(this.foundation.data.tenantRole.roleArn);
    if (manifest.reachesPlatform) reachPlatform(consumer, this.foundation);
    return consumer;
  }

  private makeTimers(sweeper: TandemFunction, modules: readonly ModuleManifest[]): Timers {
    const timers = new Timers(this, 'Timers');
    timers.start(sweeper, [
      { id: 'sweep', every: 'rate(2 minutes)', description: 'Sends events that the stream lost' },
    ]);
    const declared = manifestTimers(modules);
    if (declared.length === 0) return timers;
    const schedules = new TandemFunction(this, 'Schedules', {
      setting: this.setting,
      entry: 'platform/schedules',
      description: 'Runs the schedules of the modules',
      timeout: Duration.minutes(5),
      environment: { API_URL: this.api.url },
    });
    schedules.actForTenants(this.foundation.data.tenantRole.roleArn);
    reachPlatform(schedules, this.foundation);
    timers.start(schedules, declared);
    alarmOnBooks(this, this.setting);
    return timers;
  }

  private makeDueWork(timers: Timers, modules: readonly ModuleManifest[]): void {
    const declared = modules.filter(({ due }) => due.length > 0);
    if (declared.length === 0) return;
    const { sweeper } = new DueWork(this, 'DueWork', {
      setting: this.setting,
      data: this.foundation.data,
      modules: declared,
      makeConsumer: (manifest, timeout) => this.makeConsumer(manifest, 'due', timeout),
    });
    timers.start(sweeper, [
      { id: 'sweep-due', every: 'rate(1 minute)', description: 'Sends due work that is far away or overdue' },
    ]);
  }
}
