/**
 * A receiver of Tandem's webhooks in Node: verify, answer, then work; drop what was had; order by sequence.
 *
 *     TANDEM_SECRET=whsec_… PORT=4100 node docs/examples/receiver.mjs
 */
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const { TANDEM_SECRET = '', PORT = '4100' } = process.env;
/** Tandem sends data of at most 300 KB, and the envelope around them. */
const BODY_BYTES_MAX = 1_000_000;

const webhook = new Webhook(TANDEM_SECRET);
// Both stand for tables of your database. Write the id of a message in the transaction that does its work, so that a
// crash between the two neither loses it nor does it twice.
/** @type {Set<string>} ids of the messages that were taken */
const taken = new Set();
/** @type {Map<string, number>} the highest sequence that was applied, by the record that it is of */
const applied = new Map();

const server = createServer(async (request, response) => {
  const answer = (status, words) => response.writeHead(status, { 'content-type': 'text/plain' }).end(`${words}\n`);
  try {
    if (request.method !== 'POST') return answer(405, 'send POST');
    const body = await readBody(request);
    if (body === undefined) {
      // The rest of it will not be read, so nothing else can come on this connection.
      response.setHeader('connection', 'close');
      return answer(413, 'too large');
    }
    const event = verified(body, request.headers);
    if (event === undefined) return answer(401, 'not signed by Tandem, or too old');
    const id = request.headers['webhook-id'];
    if (taken.has(id)) return answer(200, 'had it');
    taken.add(id);
    answer(200, 'taken');
    setImmediate(work, event);
  } catch (error) {
    // Tandem tries again after a 500.
    console.error(error);
    answer(500, 'failed');
  }
});

/** The bytes as they came: a signature is of them, and not of the JSON in them. */
async function readBody(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The event, or undefined where the signature is not ours or its time is more than five minutes away. */
function verified(body, headers) {
  try {
    return webhook.verify(body, headers);
  } catch {
    return undefined;
  }
}

/** After the answer: whatever takes time belongs here, not before it. */
function work({ type, subject, sequence }) {
  if (sequence < (applied.get(subject) ?? 0)) return console.log(`older ${type} ${subject} ${sequence}`);
  applied.set(subject, sequence);
  console.log(`applied ${type} ${subject} ${sequence}`);
}

server.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
