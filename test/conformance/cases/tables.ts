// Table calls, and requests that are refused by name.
import { type Case, definition, item, n, on, s, TABLE, VALIDATION } from './case.ts';

const other = { ...definition, TableName: 'other' };
const OWN = 'the engine refuses by name what it does not offer; DynamoDB Local offers it';

const refusesTable = (name: string, change: object): Case => ({
  name: `CreateTable refuses ${name}`,
  call: ['CreateTable', { ...other, ...change }],
  fails: [VALIDATION],
});

const refusesParameter = (operation: string, parameter: string, value: unknown, more: object): Case => ({
  name: `${operation} refuses the legacy parameter ${parameter}`,
  call: [operation, on({ ...more, [parameter]: value })],
  fails: [VALIDATION, `The legacy parameter ${parameter} is not supported by this engine; use expressions`],
  engineOnly: OWN,
  leaves: [],
});

const refusesOperation = (operation: string, input: object): Case => ({
  name: `${operation} is refused by name`,
  call: [operation, { ...input }],
  fails: [VALIDATION, `${operation} is not offered by this engine: the product reads by key and by index only`],
  engineOnly: OWN,
});

const key = item();

export const tableCases: readonly Case[] = [
  {
    name: 'CreateTable refuses a table that is there',
    call: ['CreateTable', definition],
    fails: ['ResourceInUseException'],
  },
  refusesTable('a name with blanks', { TableName: 'a b' }),
  refusesTable('a key that is not defined', { KeySchema: [{ AttributeName: 'zz', KeyType: 'HASH' }] }),
  refusesTable('an attribute that no key uses', {
    AttributeDefinitions: [...definition.AttributeDefinitions, { AttributeName: 'zz', AttributeType: 'S' }],
  }),
  refusesTable('a key that begins with its sort key', { KeySchema: [...definition.KeySchema].reverse() }),
  refusesTable('two indexes of one name', {
    GlobalSecondaryIndexes: [
      ...(definition.GlobalSecondaryIndexes ?? []),
      ...(definition.GlobalSecondaryIndexes ?? []),
    ],
  }),
  {
    name: 'DescribeTable of a table that is not there',
    call: ['DescribeTable', { TableName: 'nowhere' }],
    fails: ['ResourceNotFoundException'],
  },
  {
    name: 'DeleteTable of a table that is not there',
    call: ['DeleteTable', { TableName: 'nowhere' }],
    fails: ['ResourceNotFoundException'],
  },
  { name: 'ListTables', call: ['ListTables', {}], answers: { TableNames: [TABLE] } },
  {
    name: 'DescribeTimeToLive of a table without',
    call: ['DescribeTimeToLive', { TableName: TABLE }],
    answers: { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } },
  },
  {
    name: 'UpdateTimeToLive switches it on',
    call: ['UpdateTimeToLive', { TableName: TABLE, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } }],
    answers: { TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } },
  },
  {
    name: 'UpdateTimeToLive refuses to switch off what is off',
    call: ['UpdateTimeToLive', { TableName: TABLE, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: false } }],
    fails: [VALIDATION, 'TimeToLive is already disabled'],
  },
  refusesParameter('GetItem', 'AttributesToGet', ['a'], { Key: key }),
  refusesParameter('PutItem', 'Expected', {}, { Item: key }),
  refusesParameter('UpdateItem', 'AttributeUpdates', {}, { Key: key }),
  refusesParameter('DeleteItem', 'ConditionalOperator', 'AND', { Key: key }),
  refusesParameter('Query', 'KeyConditions', {}, {}),
  refusesParameter('Query', 'QueryFilter', {}, {}),
  {
    name: 'refuses a parameter that it does not know',
    call: ['PutItem', on({ Item: key, Surprise: 1 })],
    fails: [VALIDATION, 'Unknown parameter in PutItem: Surprise'],
    engineOnly: OWN,
    leaves: [],
  },
  {
    name: 'refuses a word that an option does not have',
    call: ['PutItem', on({ Item: key, ReturnConsumedCapacity: 'SOME' })],
    fails: [VALIDATION],
    engineOnly: 'DynamoDB Local ignores it',
    leaves: [],
  },
  {
    name: 'refuses a parameter of another type',
    call: ['PutItem', on({ Item: key, ConditionExpression: 1 })],
    fails: ['SerializationException'],
    engineOnly: OWN,
    leaves: [],
  },
  refusesOperation('Scan', { TableName: TABLE }),
  refusesOperation('ExecuteStatement', { Statement: `SELECT * FROM ${TABLE}` }),
  refusesOperation('BatchExecuteStatement', { Statements: [] }),
  refusesOperation('ExecuteTransaction', { TransactStatements: [] }),
  {
    name: 'an operation that it has never heard of',
    call: ['CreateBackup', { TableName: TABLE, BackupName: 'b' }],
    fails: ['UnknownOperationException'],
    engineOnly: OWN,
  },
  {
    name: 'DescribeTable counts items and shows its indexes',
    given: [item({ a: s('x') }), item({ sk: s('2'), k1: s('k'), g1: s('g'), g2: n(1) })],
    call: ['DescribeTable', { TableName: TABLE }],
    answers: {},
  },
];
