// The stream, and who is told of it.
import { describe, expect, it } from 'vitest';
import { n } from '../cases/case.ts';
import { item, openWithTable, put, s, TABLE } from './fixtures.ts';

const key = item();

describe('the stream', () => {
  it('records inserts, changes and removals in the order of their commits', () => {
    const { engine, clock } = openWithTable();
    put(engine, item({ a: s('1') }));
    put(engine, item({ a: s('2') }));
    engine.execute('DeleteItem', { TableName: TABLE, Key: key });
    const records = engine.readStream(TABLE, 0, 10);
    expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    expect(records[1]?.dynamodb).toMatchObject({
      ApproximateCreationDateTime: clock.now / 1000,
      Keys: key,
      OldImage: item({ a: s('1') }),
      NewImage: item({ a: s('2') }),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      // The keys are 6 bytes, each image 8.
      SizeBytes: 6 + 8 + 8,
    });
    expect(records[2]?.dynamodb.NewImage).toBeUndefined();
    expect(records[2]?.userIdentity).toBeUndefined();
    const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    expect(numbers).toEqual(numbers.toSorted());
  });

  it('is read on from a sequence number, a page at a time', () => {
    const { engine } = openWithTable();
    for (let index = 0; index < 5; index += 1) {
      put(engine, item({ sk: s(String(index)) }));
    }
    const first = engine.readStream(TABLE, 0, 2);
    const after = BigInt(first.at(-1)?.dynamodb.SequenceNumber ?? 0);
    expect(engine.readStream(TABLE, after, 10).map(({ dynamodb }) => dynamodb.Keys.sk)).toEqual(['2', '3', '4'].map(s));
    expect(engine.readStream(TABLE, after + 3n, 10)).toEqual([]);
  });

  it('records no write that changes nothing', () => {
    const { engine } = openWithTable();
    const what = item({ words: { SS: ['a', 'b'] } });
    put(engine, what);
    put(engine, item({ words: { SS: ['b', 'a'] } }));
    engine.execute('UpdateItem', { TableName: TABLE, Key: key, UpdateExpression: 'REMOVE nothing' });
    engine.execute('DeleteItem', { TableName: TABLE, Key: item({ sk: s('nothing') }) });
    expect(engine.readStream(TABLE, 0, 10)).toHaveLength(1);
  });

  it.each([
    ['KEYS_ONLY', undefined, undefined],
    ['NEW_IMAGE', item({ a: s('2') }), undefined],
    ['OLD_IMAGE', undefined, item({ a: s('1') })],
  ] as const)('shows what the view %s shows', (StreamViewType, after, before) => {
    const { engine } = openWithTable({ StreamSpecification: { StreamEnabled: true, StreamViewType } });
    put(engine, item({ a: s('1') }));
    put(engine, item({ a: s('2') }));
    const record = engine.readStream(TABLE, 0, 10)[1];
    expect([record?.dynamodb.Keys, record?.dynamodb.NewImage, record?.dynamodb.OldImage]).toEqual([key, after, before]);
  });
});

describe('the stream as it goes on', () => {
  it('gives no number twice, also after all has been trimmed', () => {
    const { engine, clock } = openWithTable();
    put(engine, item({ sk: s('1') }));
    put(engine, item({ sk: s('2') }));
    const last = engine.readStream(TABLE, 0, 10).at(-1)?.dynamodb.SequenceNumber ?? '';
    clock.now += 25 * 60 * 60 * 1000;
    engine.trimStream(TABLE, clock.now - 24 * 60 * 60 * 1000);
    put(engine, item({ sk: s('3') }));
    const fresh = engine.readStream(TABLE, BigInt(last), 10);
    expect(fresh.map(({ dynamodb }) => dynamodb.Keys.sk)).toEqual([s('3')]);
  });

  it('tells its listeners after each commit that it records, until they leave', () => {
    const { engine } = openWithTable();
    const told: string[] = [];
    const leave = engine.onCommit((tableName) => {
      told.push(`${tableName} ${engine.readStream(TABLE, 0, 10).length}`);
    });
    engine.execute('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: TABLE, Item: item({ sk: s('1') }) } },
        { Put: { TableName: TABLE, Item: item({ sk: s('2') }) } },
      ],
    });
    expect(told).toEqual([`${TABLE} 2`]);
    expect(() => put(engine, key, { ConditionExpression: 'attribute_exists(pk)' })).toThrow();
    put(engine, item({ sk: s('1') }));
    expect(told).toHaveLength(1);
    leave();
    put(engine, item({ sk: s('3') }));
    expect(told).toHaveLength(1);
  });
});

describe('time to live', () => {
  const seconds = (clock: { now: number }, offset: number) => n(Math.floor(clock.now / 1000) + offset);

  it('deletes what has expired, at no cost, and says in the stream who did it', () => {
    const { engine, clock } = openWithTable();
    put(engine, item({ sk: s('due'), ttl: seconds(clock, 10), k1: s('k') }));
    put(engine, item({ sk: s('later'), ttl: seconds(clock, 100) }));
    put(engine, item({ sk: s('text'), ttl: s('1') }));
    put(engine, item({ sk: s('never') }));
    expect(engine.expireTtl(clock.now)).toBe(0);
    clock.now += 11_000;
    engine.consumed().reset();
    expect(engine.expireTtl(clock.now)).toBe(1);
    expect(engine.consumed().totals().writeUnits).toBe(0);
    expect([...engine.scanAll(TABLE)].map((each) => each.sk)).toEqual(['later', 'never', 'text'].map(s));
    const record = engine.readStream(TABLE, 0, 10).at(-1);
    expect(record?.eventName).toBe('REMOVE');
    expect(record?.userIdentity).toEqual({ type: 'Service', principalId: 'dynamodb.amazonaws.com' });
    const byKind = {
      IndexName: 'byKind',
      KeyConditionExpression: 'k1 = :k',
      ExpressionAttributeValues: { ':k': s('k') },
    };
    expect(engine.execute('Query', { TableName: TABLE, ...byKind })).toMatchObject({ Count: 0 });
  });

  it('follows a change of the attribute, and leaves what expired more than five years ago', () => {
    const { engine, clock } = openWithTable();
    const sixYears = 6 * 365 * 24 * 60 * 60;
    put(engine, item({ sk: s('changed'), ttl: seconds(clock, -10) }));
    put(engine, item({ sk: s('changed'), ttl: seconds(clock, 1000) }));
    put(engine, item({ sk: s('ancient'), ttl: seconds(clock, -sixYears) }));
    expect(engine.expireTtl(clock.now)).toBe(0);
  });

  it('covers the items that were there before it was switched on', () => {
    const { engine, clock } = openWithTable({ TimeToLiveSpecification: { Enabled: false } });
    put(engine, item({ ttl: seconds(clock, -10) }));
    expect(engine.expireTtl(clock.now)).toBe(0);
    const TimeToLiveSpecification = { AttributeName: 'ttl', Enabled: true };
    engine.execute('UpdateTimeToLive', { TableName: TABLE, TimeToLiveSpecification });
    expect(engine.expireTtl(clock.now)).toBe(1);
  });
});
