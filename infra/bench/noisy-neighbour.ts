/**
 * `npm run bench:noisy`: what quiet tenants feel of one that asks 50 times what its plan lets through. The plans' rates
 * are as in AWS (factor 1); the noise comes from a process of its own. Rounds with and without it take turns, so that
 * what else the machine does is in both, and the ratio of their p99 is what is written into `docs/performance.md`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLANS } from '../../domain/platform/plans.ts';
import { apiClient } from '../cli/api-client.ts';
import { ROOT } from '../paths.ts';
import { type Percentiles, percentiles, processorMs } from './measure.ts';
import { runOpenLoop } from './open-loop.ts';
import { type ServerProcess, signUp, startServer } from './server-process.ts';

const TIMES_ITS_QUOTA = 50;
const QUIET_TENANTS = 5;
/** Each below its plan's ten a second. */
const QUIET_PER_SECOND = 8;
const ROUNDS = 6;
const ROUND_SECONDS = 10;
/** In which the noise spends what its bucket holds. */
const WARM_UP_MS = 4_000;

const quotaPerSecond = PLANS.trial.requestsPerMinute.tenant / 60;
const noisePerSecond = quotaPerSecond * TIMES_ITS_QUOTA;

type Answered = { readonly refused: number; readonly passed: number };
type Round = Answered & {
  readonly alone: Percentiles;
  readonly noisy: Percentiles;
  /** Of the server, for one request of the noise: what else it does at the time is taken off. */
  readonly processorMsEach: number;
};

const median = (numbers: readonly number[]): number => percentiles(numbers).p50;

if (process.argv[2] === '--noise') await makeNoise(process.argv[3] ?? '', process.argv[4] ?? '');
else await measure();

async function measure(): Promise<void> {
  process.env.TANDEM_RATE_FACTOR = '1';
  const folder = mkdtempSync(join(tmpdir(), 'tandem-noisy-'));
  const server = await startServer(folder);
  try {
    const noise = await signUp(server.url, 'noise');
    await apiClient(server.url).signedIn(noise).post('/crm/accounts', { name: 'Noise' });
    const quiet: string[] = [];
    for (let index = 0; index < QUIET_TENANTS; index += 1) quiet.push(await quietReader(server.url, `quiet-${index}`));
    await quietRound(server.url, quiet);
    const rounds: Round[] = [];
    for (let index = 0; index < ROUNDS; index += 1) rounds.push(await playRound(server, quiet, noise));
    write(rounds);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The token of a quiet tenant and the address that it reads, joined by a space. */
async function quietReader(url: string, name: string): Promise<string> {
  const token = await signUp(url, name);
  const { id } = await apiClient(url).signedIn(token).post<{ id: string }>('/crm/accounts', { name });
  return `${token} /crm/accounts/${id}`;
}

async function playRound({ url, pid }: ServerProcess, quiet: readonly string[], noise: string): Promise<Round> {
  const [beforeMs, alone, quietMs] = [processorMs(pid), await quietRound(url, quiet), processorMs(pid)];
  const child = spawn(process.execPath, [import.meta.filename, '--noise', url, noise], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const answered = answersOf(child);
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  const noisy = await quietRound(url, quiet);
  child.kill('SIGTERM');
  const { refused, passed } = await answered;
  const processorMsEach = (processorMs(pid) - quietMs - (quietMs - beforeMs)) / (refused + passed);
  const times = (noisy.p99 / alone.p99).toFixed(2);
  console.log(
    `p99 alone ${alone.p99.toFixed(2)} ms, beside the noise ${noisy.p99.toFixed(2)} ms (${times} times); ` +
      `${processorMsEach.toFixed(3)} ms of the server's processor for a request of the noise`,
  );
  return { alone, noisy, refused, passed, processorMsEach };
}

async function quietRound(url: string, quiet: readonly string[]): Promise<Percentiles> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let next = 0;
  const perSecond = QUIET_PER_SECOND * quiet.length;
  const times = await runOpenLoop({ perSecond, count: perSecond * ROUND_SECONDS, clients: 16 }, async () => {
    const [token = '', path = ''] = (quiet[next % quiet.length] ?? '').split(' ');
    next += 1;
    const status = await get(agent, `${url}/v1${path}`, token);
    if (status !== 200) throw new Error(`A quiet tenant was answered ${status}`);
  });
  agent.destroy();
  return percentiles(times);
}

function get(agent: Agent, url: string, token: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.once('error', reject);
    asked.end();
  });
}

/** The part of the noise's process: asks at its rate until it is stopped, then says what it was answered. */
async function makeNoise(url: string, token: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const counts = { refused: 0, passed: 0 };
  process.once('SIGTERM', () => process.stdout.write(JSON.stringify(counts), () => process.exit(0)));
  const seconds = ROUND_SECONDS * 4;
  await runOpenLoop({ perSecond: noisePerSecond, count: noisePerSecond * seconds, clients: 64 }, async () => {
    const status = await get(agent, `${url}/v1/crm/accounts?limit=50`, token);
    if (status === 429) counts.refused += 1;
    else if (status === 200) counts.passed += 1;
    else throw new Error(`The noise was answered ${status}`);
  });
}

async function answersOf(child: ChildProcess): Promise<Answered> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(text) as Answered;
}

function write(rounds: readonly Round[]): void {
  const ratio = median(rounds.map(({ alone, noisy }) => noisy.p99 / alone.p99));
  const of = (pick: (round: Round) => number) => median(rounds.map(pick)).toFixed(2);
  const refused = rounds.reduce((sum, round) => sum + round.refused, 0);
  const passed = rounds.reduce((sum, round) => sum + round.passed, 0);
  const text = [
    `Measured by \`npm run bench:noisy\` on ${cpus().length} cores, Node ${process.version}, ` +
      `${new Date().toISOString().slice(0, 10)}: ${ROUNDS} rounds of ${ROUND_SECONDS} s with and without a tenant that asks ` +
      `${noisePerSecond} times a second where its plan has ${quotaPerSecond}; ${QUIET_TENANTS} quiet tenants read one record ` +
      `${QUIET_PER_SECOND} times a second each. Medians of the rounds.`,
    '',
    '| quiet tenants | p50 ms | p95 ms | p99 ms |',
    '|---|---|---|---|',
    `| alone | ${of(({ alone }) => alone.p50)} | ${of(({ alone }) => alone.p95)} | ${of(({ alone }) => alone.p99)} |`,
    `| beside the noise | ${of(({ noisy }) => noisy.p50)} | ${of(({ noisy }) => noisy.p95)} | ${of(({ noisy }) => noisy.p99)} |`,
    '',
    `Of ${refused + passed} requests of the noisy tenant ${passed} passed and ${refused} were refused. ` +
      `A round's p99 beside the noise is ${ratio.toFixed(2)} times its p99 alone (median; allowed 1.20). ` +
      `A request of the noise takes ${of(({ processorMsEach }) => processorMsEach)} ms of the server's processor time.`,
  ].join('\n');
  console.log(text);
  const path = join(ROOT, 'docs', 'performance.md');
  writeFileSync(path, betweenNoisy(readFileSync(path, 'utf8'), text));
}

function betweenNoisy(document: string, text: string): string {
  const [begin, end] = ['<!-- noisy -->', '<!-- /noisy -->'];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) return `${document.trimEnd()}\n\n## A noisy neighbour\n\n${begin}\n\n${text}\n\n${end}\n`;
  return `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`;
}
