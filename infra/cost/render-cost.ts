/** The tables of `docs/cost.md`, from committed counts and durations and the table of prices: no measuring here. */
import { join } from 'node:path';
import type { LoopKind } from '../bench/bench-shop.ts';
import { designFigures } from './budget.ts';
import type { Counts, Durations } from './measure.ts';
import {
  ASSUMED,
  monthsUntilStorageLeads,
  storageOfLoop,
  totalOf,
  usageOfIdleStack,
  usageOfIdleTenant,
  usageOfJobs,
  usageOfLoop,
  usageOfTenantMonth,
} from './price-model.ts';
import { dollarsByService, dollarsOf, PRICE_NAMES, PRICES, SERVICES, timesUsage, type Usage } from './prices.ts';
import { type StepCount, sumOf } from './step-count.ts';

export const COST_PAGE = join(import.meta.dirname, '../../docs/cost.md');

const KINDS = ['S', 'T', 'M'] as const;
/** DESIGN 13: what an idle tenant may cost a month beyond the stack. */
export const IDLE_TENANT_USD = 0.01;
const SMALL_LOOPS = 100;
const TENANTS = 1000;
const LOOPS_A_DAY = 100;
const DAYS = 30;
const YEAR = 12;

/** The sections by the names of their markers. */
export function costSections(counts: Counts, durations: Durations): Readonly<Record<string, string>> {
  return {
    design: designTable(counts, durations),
    steps: KINDS.map((kind) => stepsTable(counts, kind)).join('\n\n'),
    loops: loopsTable(counts, durations),
    months: monthsTable(counts, durations),
    idle: idleTable(counts),
    storage: storageTable(counts, durations),
    assumed: assumedTable(counts, durations),
    prices: pricesTable(),
  };
}

/** Puts each section between its markers. @throws Error that names a marker which the text does not have */
export function fillSections(text: string, sections: Readonly<Record<string, string>>): string {
  return Object.entries(sections).reduce((page, [name, section]) => {
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [page.indexOf(start), page.indexOf(end)];
    if (from === -1 || to < from) throw new Error(`The page has no section between ${start} and ${end}`);
    return `${page.slice(0, from + start.length)}\n\n${section}\n\n${page.slice(to)}`;
  }, text);
}

type Cell = string | number;

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) => `| ${cells.join(' | ')} |`;
  const rule = line(head.map((_, column) => (column === 0 ? '---' : '---:')));
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** Dollars with three digits that count, and never as a power of ten. */
const usd = (dollars: number): string =>
  dollars === 0 ? '0' : dollars >= 100 ? Math.round(dollars).toLocaleString('en') : precise(dollars);
const precise = (value: number): string =>
  value.toFixed(Math.min(12, Math.max(2, 2 - Math.floor(Math.log10(Math.abs(value))))));
const count = (value: number): string => value.toLocaleString('en');

function designTable(counts: Counts, durations: Durations): string {
  const rows = designFigures(counts, durations).map(({ what, figure, budget }) => [
    what,
    figure < 1 ? usd(figure) : count(figure),
    budget < 1 ? usd(budget) : count(budget),
    figure <= budget ? 'met' : '**not met**',
  ]);
  return table(['DESIGN 13', 'measured', 'budget', ''], rows);
}

const STEP_COLUMNS: readonly (readonly [string, (step: StepCount) => number])[] = [
  ['write units', ({ writeUnits }) => sumOf(writeUnits)],
  ['of the table', ({ writeUnits }) => writeUnits.table ?? 0],
  ['gsi1', ({ writeUnits }) => writeUnits.gsi1 ?? 0],
  ['gsi2', ({ writeUnits }) => writeUnits.gsi2 ?? 0],
  ['gsi3', ({ writeUnits }) => writeUnits.gsi3 ?? 0],
  ['outbox', ({ writeUnits }) => writeUnits.outbox ?? 0],
  ['read units', ({ readUnits }) => sumOf(readUnits)],
  ['of indexes', ({ readUnits }) => sumOf(readUnits) - (readUnits.table ?? 0)],
  ['table calls', ({ tableCalls }) => tableCalls],
  ['items', ({ items }) => items],
  ['bytes', ({ bytes }) => bytes],
  ['events', ({ events }) => events],
  ['API', ({ invocations }) => invocations.api],
  ['authorizer', ({ invocations }) => invocations.authorizer],
  ['reactions', ({ invocations }) => invocations.reactions],
  ['relay', ({ invocations }) => invocations.relay],
  ['SQS', ({ invocations }) => invocations.reactions * ASSUMED.requestsAMessage],
];

function stepsTable(counts: Counts, kind: LoopKind): string {
  const loop = counts.loops[kind];
  const row = (name: string, step: StepCount) => [name, ...STEP_COLUMNS.map(([, of]) => count(of(step)))];
  const rows = Object.entries(loop.steps).map(([name, step]) => row(name, step));
  const head = [`loop ${kind}`, ...STEP_COLUMNS.map(([name]) => name)];
  return table(head, [...rows, row('**all**', totalOf(loop))]);
}

function servicesTable(what: string, columns: readonly (readonly [string, Usage])[]): string {
  const dollars = columns.map(([, usage]) => dollarsByService(usage));
  const rows = SERVICES.filter((service) => dollars.some((each) => each.has(service))).map((service) => [
    service,
    ...dollars.map((each) => usd(each.get(service) ?? 0)),
  ]);
  const sums = ['**all**', ...columns.map(([, usage]) => `**${usd(dollarsOf(usage))}**`)];
  return table([what, ...columns.map(([name]) => name)], [...rows, sums]);
}

const largest = (usage: Usage): string => {
  const [first] = [...dollarsByService(usage)].sort(([, one], [, two]) => two - one);
  if (first === undefined) return 'nothing';
  return `${first[0]} (${Math.round((first[1] / dollarsOf(usage)) * 100)} %)`;
};

function loopsTable(counts: Counts, durations: Durations): string {
  const usages = KINDS.map((kind) => usageOfLoop(counts, durations, kind));
  const columns = KINDS.map((kind, index) => [`loop ${kind}, USD`, usages[index] ?? {}] as const);
  const eachKind = (say: (usage: Usage) => string) =>
    KINDS.map((kind, index) => `${kind} ${say(usages[index] ?? {})}`).join(', ');
  const jobs = KINDS.map((kind) => `${kind} ${usd(dollarsOf(usageOfJobs(counts, kind)))}`).join(', ');
  const traced = ({ trace = 0 }: Usage) => usd(dollarsOf({ trace: trace / ASSUMED.tracedShare }));
  return [
    servicesTable('a loop, by service', columns),
    `The largest item: ${eachKind(largest)}.`,
    `The jobs that look at a loop afterwards, such as the check of the books, add, in USD: ${jobs}.`,
    `Were every invocation traced, X-Ray alone would cost, in USD: ${eachKind(traced)}.`,
  ].join('\n\n');
}

function monthsTable(counts: Counts, durations: Durations): string {
  const small = usageOfTenantMonth(counts, durations, SMALL_LOOPS, SMALL_LOOPS * YEAR);
  const loops = LOOPS_A_DAY * DAYS;
  const busy = usageOfTenantMonth(counts, durations, loops, loops * YEAR);
  const many = timesUsage(busy, TENANTS);
  const columns = [
    [`a small tenant’s month (${SMALL_LOOPS} loops), USD`, small],
    [`a busy tenant’s month (${count(loops)} loops), USD`, busy],
    [`${count(TENANTS)} busy tenants, USD`, many],
  ] as const;
  return [
    servicesTable('a month, with the records of a year', columns),
    `The largest item: ${largest(small)}; ${largest(busy)}. With what an account has free each month, and the stack itself, ` +
      `the ${count(TENANTS)} tenants cost ` +
      `${usd(dollarsOf({ ...many, ...sumWithStack(many, counts) }, 'free tier'))} USD.`,
  ].join('\n\n');
}

function sumWithStack(usage: Usage, counts: Counts): Usage {
  const stack = usageOfIdleStack(counts);
  return Object.fromEntries(PRICE_NAMES.map((name) => [name, (usage[name] ?? 0) + (stack[name] ?? 0)]));
}

function idleTable(counts: Counts): string {
  const stack = usageOfIdleStack(counts);
  const tenant = usageOfIdleTenant(counts);
  const { alarms, polledQueues } = counts.stack;
  const polls = count(Math.round((stack.queueRequest ?? 0) / Math.max(1, polledQueues)));
  const within = dollarsOf(tenant) <= IDLE_TENANT_USD ? 'met' : '**not met**';
  return [
    servicesTable('a month of doing nothing', [
      ['the stack, USD', stack],
      ['a tenant on top, USD', tenant],
    ]),
    `${alarms} alarms; ${polledQueues} queues with ${polls} long polls each. With what an account has free: ` +
      `${usd(dollarsOf(stack, 'free tier'))} USD for the stack. An idle tenant’s budget is ${IDLE_TENANT_USD} USD: ${within}.`,
  ].join('\n\n');
}

function storageTable(counts: Counts, durations: Durations): string {
  const rows = KINDS.map((kind) => {
    const loop = counts.loops[kind];
    const { items, indexes, expiring } = loop.stored;
    return [
      kind,
      count(items),
      count(indexes),
      count(expiring),
      usd(dollarsOf(storageOfLoop(loop))),
      monthsUntilStorageLeads(counts, durations, kind).toFixed(0),
    ];
  });
  const head = ['loop', 'bytes kept', 'bytes in indexes', 'bytes that expire', 'USD a month', 'months'];
  return table(head, rows);
}

function assumedTable(counts: Counts, durations: Durations): string {
  const measured = Object.entries(durations).map(([kind, ms]) => [
    `one invocation: ${kind}`,
    `${ms} ms of this machine’s processor, measured`,
  ]);
  const memory = ['memory of a function', `${counts.stack.functionMegabytes} MB, read from the template`];
  const assumed = [
    ['waiting for a call of DynamoDB or the bus', `${ASSUMED.awsCallMs} ms, assumed`],
    ['memory that has one processor', `${ASSUMED.megabytesOfProcessor} MB`],
    ['share of invocations that X-Ray records', `${ASSUMED.tracedShare * 100} %`],
    ['requests to SQS for a message', ASSUMED.requestsAMessage],
    ['polls of an idle queue', `${ASSUMED.pollersAQueue} pollers, ${ASSUMED.pollsAMinute} a minute each`],
    ['a line of the access log', `${ASSUMED.accessLineBytes} bytes`],
    ['loops of a company', `S ${ASSUMED.mix.S * 100} %, T ${ASSUMED.mix.T * 100} %, M ${ASSUMED.mix.M * 100} %`],
    ['people of a company', ASSUMED.people],
    ['looks a month: a list and a record each', count(ASSUMED.looksAMonth)],
  ];
  return table(['what the model stands on', ''], [...measured, memory, ...assumed]);
}

function pricesTable(): string {
  const rows = PRICE_NAMES.map((name) => {
    const { service, usd: dollars, per, unit, freeAMonth, source, asOf } = PRICES[name];
    const amount = per === 1 ? unit : `${count(per)} ${unit}`;
    return [service, amount, dollars, freeAMonth === 0 ? '' : count(freeAMonth), source, asOf];
  });
  return table(['service', 'for', 'USD', 'free a month', 'source', 'date'], rows);
}
