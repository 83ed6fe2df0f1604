/**
 * AWS prices as data: US East (N. Virginia), on demand, list price of the first paid tier. Each with its source and the
 * date of that source; where the official page stood without figures or date, the source says who quotes it.
 */

export const SERVICES = [
  'DynamoDB requests',
  'DynamoDB storage',
  'Lambda',
  'API Gateway',
  'EventBridge',
  'SQS',
  'X-Ray',
  'CloudWatch',
  'Cognito',
  'KMS',
  'Data transfer',
] as const;
export type Service = (typeof SERVICES)[number];

export type Price = {
  readonly service: Service;
  /** US dollars for `per` of the unit. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  /** Units a month that cost an account nothing, for good (not the offers of the first year). */
  readonly freeAMonth: number;
  readonly source: string;
  /** Date of the source. */
  readonly asOf: string;
};

const FROM_MEMORY = 'no stored copy gives the figure: from memory, to be checked';
const DYNAMODB = 'aws.amazon.com/dynamodb/pricing/on-demand, quoted by airbyte.com (dynamodb-pricing)';
const LAMBDA = 'aws.amazon.com/lambda/pricing, quoted by cloudchipr.com (aws-lambda-pricing)';
const BUS = 'aws.amazon.com/eventbridge/pricing, quoted by cloudburn.io (amazon-eventbridge-pricing)';
const WATCH = 'aws.amazon.com/cloudwatch/pricing, quoted in api-evangelist/cloudwatch (plans)';

export const PRICES = {
  writeUnit: {
    ...{ service: 'DynamoDB requests', usd: 0.625, per: 1e6, unit: 'write request units', freeAMonth: 0 },
    ...{ source: DYNAMODB, asOf: '2025-07-21' },
  },
  readUnit: {
    ...{ service: 'DynamoDB requests', usd: 0.125, per: 1e6, unit: 'read request units', freeAMonth: 0 },
    ...{ source: DYNAMODB, asOf: '2025-07-21' },
  },
  storedGb: {
    ...{ service: 'DynamoDB storage', usd: 0.25, per: 1, unit: 'GB-months in table and indexes', freeAMonth: 25 },
    ...{ source: 'aws.amazon.com/dynamodb/pricing (stored copy)', asOf: 'undated' },
  },
  recoverableGb: {
    ...{ service: 'DynamoDB storage', usd: 0.2, per: 1, unit: 'GB-months of point-in-time recovery', freeAMonth: 0 },
    ...{ source: FROM_MEMORY, asOf: 'unconfirmed' },
  },
  invocation: {
    ...{ service: 'Lambda', usd: 0.2, per: 1e6, unit: 'requests', freeAMonth: 1e6 },
    ...{ source: LAMBDA, asOf: '2024' },
  },
  gbSecond: {
    ...{ service: 'Lambda', usd: 13.3334, per: 1e6, unit: 'GB-seconds on arm64', freeAMonth: 400_000 },
    ...{ source: LAMBDA, asOf: '2024' },
  },
  httpRequest: {
    ...{ service: 'API Gateway', usd: 1, per: 1e6, unit: 'requests of an HTTP API, each 512 KB', freeAMonth: 0 },
    ...{ source: 'AWS whitepaper “Best practices … private APIs”, cost optimization, table 4', asOf: 'undated' },
  },
  event: {
    ...{ service: 'EventBridge', usd: 1, per: 1e6, unit: 'custom events, each 64 KB', freeAMonth: 0 },
    ...{ source: BUS, asOf: '2026-03-13' },
  },
  archivedGb: {
    ...{ service: 'EventBridge', usd: 0.1, per: 1, unit: 'GB into the archive', freeAMonth: 0 },
    ...{ source: BUS, asOf: '2026-03-13' },
  },
  archiveGb: {
    ...{ service: 'EventBridge', usd: 0.023, per: 1, unit: 'GB-months in the archive', freeAMonth: 0 },
    ...{ source: BUS, asOf: '2026-03-13' },
  },
  scheduled: {
    ...{ service: 'EventBridge', usd: 1, per: 1e6, unit: 'invocations by the scheduler', freeAMonth: 14e6 },
    ...{ source: BUS, asOf: '2026-03-13' },
  },
  queueRequest: {
    ...{ service: 'SQS', usd: 0.4, per: 1e6, unit: 'requests of standard queues, each 64 KB', freeAMonth: 1e6 },
    ...{ source: 'aws.amazon.com/sqs/pricing, quoted by cloudburn.io (amazon-sqs-pricing)', asOf: '2026-03-14' },
  },
  trace: {
    ...{ service: 'X-Ray', usd: 5, per: 1e6, unit: 'traces recorded', freeAMonth: 100_000 },
    ...{ source: 'aws.amazon.com/xray/pricing (stored copy)', asOf: 'undated' },
  },
  alarm: {
    ...{ service: 'CloudWatch', usd: 0.1, per: 1, unit: 'alarm-months', freeAMonth: 10 },
    ...{ source: WATCH, asOf: '2026-05-05' },
  },
  loggedGb: {
    ...{ service: 'CloudWatch', usd: 0.5, per: 1, unit: 'GB of logs taken in', freeAMonth: 5 },
    ...{ source: WATCH, asOf: '2026-05-05' },
  },
  logGb: {
    ...{ service: 'CloudWatch', usd: 0.03, per: 1, unit: 'GB-months of logs kept', freeAMonth: 0 },
    ...{ source: WATCH, asOf: '2026-05-05' },
  },
  key: {
    ...{ service: 'KMS', usd: 1, per: 1, unit: 'key-months, where `kms` is `customer-managed`', freeAMonth: 0 },
    ...{ source: FROM_MEMORY, asOf: 'unconfirmed' },
  },
  activeUser: {
    ...{ service: 'Cognito', usd: 0.015, per: 1, unit: 'monthly active users, Essentials', freeAMonth: 10_000 },
    ...{
      source: 'aws.amazon.com/cognito/pricing, quoted in api-evangelist/amazon-cognito (plans)',
      asOf: '2026-09-20',
    },
  },
  transferGb: {
    ...{ service: 'Data transfer', usd: 0.09, per: 1, unit: 'GB out to the internet', freeAMonth: 100 },
    ...{ source: 'quoted by awsforengineers.com (aws-api-gateway-pricing-explained)', asOf: '2025-05-19' },
  },
} as const satisfies Readonly<Record<string, Price>>;

export type PriceName = keyof typeof PRICES;
/** How much of each priced unit something takes. */
export type Usage = Readonly<Partial<Record<PriceName, number>>>;

export const PRICE_NAMES = Object.keys(PRICES) as PriceName[];

export const timesUsage = (usage: Usage, factor: number): Usage =>
  Object.fromEntries(PRICE_NAMES.flatMap((name) => (usage[name] === undefined ? [] : [[name, usage[name] * factor]])));

export const addUsages = (...usages: readonly Usage[]): Usage =>
  Object.fromEntries(
    PRICE_NAMES.flatMap((name) => {
      const sum = usages.reduce((total, usage) => total + (usage[name] ?? 0), 0);
      return sum === 0 ? [] : [[name, sum]];
    }),
  );

/** Dollars by service at list price, or with what an account has free each month taken off. */
export function dollarsByService(usage: Usage, tier: 'list' | 'free tier' = 'list'): ReadonlyMap<Service, number> {
  const sums = new Map<Service, number>();
  for (const name of PRICE_NAMES) {
    const { service, usd, per, freeAMonth } = PRICES[name];
    const paid = Math.max(0, (usage[name] ?? 0) - (tier === 'free tier' ? freeAMonth : 0));
    if (paid > 0) sums.set(service, (sums.get(service) ?? 0) + (paid / per) * usd);
  }
  return sums;
}

export const dollarsOf = (usage: Usage, tier: 'list' | 'free tier' = 'list'): number =>
  [...dollarsByService(usage, tier).values()].reduce((sum, dollars) => sum + dollars, 0);
