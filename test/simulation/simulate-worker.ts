/** A worker of `npm run simulate`: does its share of the runs and posts what came of each. */
import { parentPort, workerData } from 'node:worker_threads';
import { type RunOptions, runsOf } from './runs.ts';

const { options, share, shares } = workerData as { options: RunOptions; share: number; shares: number };
for await (const outcome of runsOf(options, share, shares)) parentPort?.postMessage(outcome);
