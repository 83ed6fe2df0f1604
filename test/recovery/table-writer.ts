// A process that is there to be killed: it writes transaction after transaction and says which ones were acknowledged.
import { writeSync } from 'node:fs';
import { openTableEngine } from '../../infra/local/table/index.ts';
import { n } from '../conformance/cases/case.ts';
import { s, streamed, TABLE } from '../conformance/engine/fixtures.ts';

const [path = '', synchronous = 'FULL'] = process.argv.slice(2);
const engine = openTableEngine({ path, synchronous: synchronous === 'NORMAL' ? 'NORMAL' : 'FULL', now: Date.now });
engine.createTable(streamed);

for (let count = 1; ; count += 1) {
  const at = (kind: string) => ({ pk: s(`${kind}${count}`), sk: s('s'), count: n(count), g1: s('g'), g2: n(count) });
  engine.execute('TransactWriteItems', {
    TransactItems: [
      { Put: { TableName: TABLE, Item: at('a') } },
      { Put: { TableName: TABLE, Item: { ...at('b'), fill: s('x'.repeat(900)) } } },
      {
        Update: {
          TableName: TABLE,
          Key: { pk: s('counter'), sk: s('s') },
          UpdateExpression: 'ADD #c :one',
          ExpressionAttributeNames: { '#c': 'count' },
          ExpressionAttributeValues: { ':one': n(1) },
        },
      },
    ],
  });
  writeSync(1, `${count}\n`);
}
