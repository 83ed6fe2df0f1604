/** Lambda functions in process: loaded at their first call, bound to a runtime of their own, held to their timeout. */
import { randomUUID } from 'node:crypto';
import type { Runtime } from '../../../shared/runtime/runtime.ts';
import type { FunctionConfig } from './read-functions.ts';

export type LambdaContext = {
  readonly functionName: string;
  readonly functionVersion: '$LATEST';
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly callbackWaitsForEmptyEventLoop: boolean;
  readonly getRemainingTimeInMillis: () => number;
};

/** What a function's module exports beside its AWS handler. The event's type is the function's own matter. */
export type LoadedModule = {
  readonly create?: (runtime: Runtime) => (event: unknown, context: LambdaContext) => unknown;
};
export type LoadModule = (config: FunctionConfig) => Promise<LoadedModule>;

export type LocalFunction = {
  readonly config: FunctionConfig;
  /** @throws what the function throws, or `Sandbox.Timedout` after its timeout */
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** Loads the code without running it, as a provisioned environment would. */
  readonly warm: () => Promise<void>;
};

export class TimedOut extends Error {
  override readonly name = 'Sandbox.Timedout';
}

type Bound = (event: unknown, context: LambdaContext) => unknown;

export function localFunction(
  config: FunctionConfig,
  load: LoadModule,
  makeRuntime: (config: FunctionConfig) => Runtime,
  now: () => number,
): LocalFunction {
  let bound: Promise<Bound> | undefined;
  const bind = async (): Promise<Bound> => {
    const { create } = await load(config);
    if (create === undefined) throw new Error(`${config.handler} exports no \`create\` for the local cloud`);
    return create(makeRuntime(config));
  };
  const ready = (): Promise<Bound> => {
    bound ??= bind();
    // A module that failed to load, half written perhaps, is tried again with the next call.
    bound.catch(() => {
      bound = undefined;
    });
    return bound;
  };
  return {
    config,
    warm: async () => {
      await ready();
    },
    invoke: async (event) => {
      const run = await ready();
      const deadline = now() + config.timeoutMs;
      return withTimeout(config, async () =>
        run(
          event,
          contextOf(config, () => deadline - now()),
        ),
      );
    },
  };
}

/** The function itself cannot be stopped in process; its caller goes on as Lambda's would. */
async function withTimeout(config: FunctionConfig, work: () => Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TimedOut(`${config.name}: Task timed out after ${(config.timeoutMs / 1000).toFixed(2)} seconds`));
    }, config.timeoutMs);
  });
  try {
    return await Promise.race([work(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

const contextOf = ({ name, arn, memoryMegabytes }: FunctionConfig, remaining: () => number): LambdaContext => ({
  functionName: name,
  functionVersion: '$LATEST',
  invokedFunctionArn: arn,
  memoryLimitInMB: String(memoryMegabytes),
  awsRequestId: randomUUID(),
  logGroupName: `/aws/lambda/${name}`,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: remaining,
});
