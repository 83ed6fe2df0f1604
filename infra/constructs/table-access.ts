/**
 * Who may touch which keys. DynamoDB compares `dynamodb:LeadingKeys` with the partition key of what a call reads: the
 * table's own for an item, and the index's for a Query on an index, which is why the index keys begin with the tenant
 * as well. `ForAllValues` holds for an empty set, hence the `Null` check.
 */
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { DUE_INDEX, LIST_INDEXES, OUTBOX_INDEX } from './table-indexes.ts';

/** Patterns of partition keys, with `*` for any text and `?` for one character. */
export type Keys = readonly string[];

/** The keys of the tenant that the session is tagged with, and of no other: `a` does not match `ab`. */
export const TENANT_KEYS: Keys = ['t#$' + '{aws:PrincipalTag/TenantId}#*'];
/** What belongs to no tenant: directory, memberships, schedules' shards. */
export const PLATFORM_KEYS: Keys = ['p#*'];
/** Who is a member where: the one kind of it that the pre-token trigger reads. */
export const PERSON_KEYS: Keys = ['p#platform.person#*'];
/** Event items of every tenant. The id's fixed length keeps the pattern from matching another entity's key. */
export const EVENT_KEYS: Keys = [`t#ten_${'?'.repeat(26)}#event#*`];
/** Shards of the sparse index of unsent events. */
export const OUTBOX_KEYS: Keys = ['p#outbox#*'];
/** Shards of the sparse index of what falls due. */
export const DUE_KEYS: Keys = ['p#due#*'];
/** How far the sweeper of due work has come. */
export const DUE_SWEEP_KEYS: Keys = ['p#due-sweep#*'];

/** Notes of which loops said something, for the jobs that look at what is new. */
export const ACTIVITY_KEYS: Keys = ['p#activity#*'];

const within = (keys: Keys) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
  Null: { 'dynamodb:LeadingKeys': 'false' },
});

/** Reads by key, and lists in the three list indexes; no Scan, no PartiQL. */
export const readRecords = (table: Table, keys: Keys): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:ConditionCheckItem'],
    resources: [table.tableArn, ...LIST_INDEXES.map((index) => indexArn(table, index))],
    conditions: within(keys),
  });

/** Writes as part of a transaction only, so that no state is written without its event, audit entry and marker. */
export const writeInTransactions = (table: Table, keys: Keys): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
    resources: [table.tableArn],
    conditions: {
      ...within(keys),
      'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
    },
  });

/** Takes sent events out of the sparse index: the one write outside a transaction, on event items alone. */
export const markEventsSent = (table: Table): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:UpdateItem'],
    resources: [table.tableArn],
    conditions: within(EVENT_KEYS),
  });

/** Writes the notes of activity: facts about events, put again with the same content by whoever sends them twice. */
export const noteActivity = (table: Table): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:PutItem'],
    resources: [table.tableArn],
    conditions: within(ACTIVITY_KEYS),
  });

/** Finds unsent events by the sparse index and reads them. */
export const readOutbox = (table: Table): PolicyStatement[] => [
  new PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: [indexArn(table, OUTBOX_INDEX)],
    conditions: within(OUTBOX_KEYS),
  }),
  new PolicyStatement({
    actions: ['dynamodb:BatchGetItem'],
    resources: [table.tableArn],
    conditions: within(EVENT_KEYS),
  }),
];

/** Finds what falls due by the sparse index, which says all that a message needs: no record is read. */
export const findDue = (table: Table): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: [indexArn(table, DUE_INDEX)],
    conditions: within(DUE_KEYS),
  });

/** Reads and writes how far the sweeper of due work has come; one that is written twice says the same. */
export const keepSweepMark = (table: Table): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    resources: [table.tableArn],
    conditions: within(DUE_SWEEP_KEYS),
  });

const indexArn = (table: Table, index: string): string => `${table.tableArn}/index/${index}`;
