/**
 * Carries out up to 100 operations, in order, each as the request that it is: authorised, counted and answered by itself.
 * One that is refused stops no other. With an Idempotency-Key, each has one that follows from it and from its place, so
 * that a batch which is sent again does nothing twice.
 */
import type { Context } from '../../../shared/context.ts';
import type { ApiResult } from '../../../shared/http/api-event.ts';
import { problemOf } from '../../../shared/http/problem-json.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { type Rejection, reject } from '../../../shared/rejection.ts';
import type { BatchAnswer, BatchBody, BatchOperation } from '../batch.schema.ts';

/** Below what a gateway lets through (6 MB) and waits for (28 s); the rest is answered without being carried out. */
const ANSWER_BYTES_MAX = 5 * 1024 * 1024;
const RUN_MS_MAX = 20_000;

/** Headers of an operation's answer that are about it; the others are about the whole. */
const SAID: ReadonlySet<string> = new Set([
  ...['content-type', 'etag', 'location', 'idempotency-replayed', 'retry-after', 'allow', 'preference-applied'],
  ...['ratelimit', 'ratelimit-policy'],
]);

export async function runBatch(
  context: Context,
  { body }: RouteInput<unknown, unknown, BatchBody>,
): Promise<BatchAnswer> {
  const { clock } = context.deps;
  const startedAtMs = clock.now();
  const results: BatchAnswer['results'] = [];
  let bytes = 0;
  for (const [index, operation] of body.operations.entries()) {
    const isLate = clock.now() - startedAtMs > RUN_MS_MAX;
    const refusal = isLate ? outOfTime() : bytes > ANSWER_BYTES_MAX ? answerFull() : undefined;
    const answer = refusal === undefined ? await carryOut(context, operation, index) : refused(context, refusal, index);
    const room = ANSWER_BYTES_MAX - bytes;
    bytes += answer.body.length;
    results.push(
      resultOf(
        operation.method === 'GET' && answer.body.length > room ? refused(context, answerFull(), index) : answer,
      ),
    );
  }
  return { results };
}

const outOfTime = (): Rejection =>
  reject('unavailable', 'batch.out_of_time', 'The operations before took too long; this one was not carried out.', {
    headers: { 'retry-after': '1' },
  });
const answerFull = (): Rejection =>
  reject('too_large', 'batch.answer_full', 'The answers before are over 5 MB; this one is not among them.');

const refused = ({ causationId }: Context, rejection: Rejection, index: number): ApiResult =>
  problemOf(rejection, `${causationId}-${index}`);

async function carryOut({ dispatch }: Context, operation: BatchOperation, index: number): Promise<ApiResult> {
  if (dispatch === undefined) throw new Error('The route of a batch has to say that it dispatches');
  const { method, path, body, headers = {} } = operation;
  const own = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return dispatch({ method, path, body, headers: Object.fromEntries(own) }, index);
}

function resultOf({ statusCode, headers, body }: ApiResult): BatchAnswer['results'][number] {
  const said = Object.entries(headers).filter(([name]) => SAID.has(name));
  const isJson = headers['content-type']?.includes('json') === true && body !== '';
  return { status: statusCode, headers: Object.fromEntries(said), body: isJson ? JSON.parse(body) : body || null };
}
