/** The only reader of the process environment: what the stack tells a function through its variables. */
import type { Settings } from './runtime.ts';

/** Variables of a function, from the process or from its resource in the template (local cloud). */
export type FunctionEnvironment = Readonly<Record<string, string | undefined>>;

export const processEnvironment = (): FunctionEnvironment => process.env;

/**
 * The settings in a function's variables. Table and stage are required of every function; what a function does not
 * reach it is not told, and stands here as empty text, which every AWS client refuses by name.
 * @throws Error that names the variable the stack forgot
 */
export function settingsOf(environment: FunctionEnvironment): Settings {
  return {
    tableName: required(environment, 'TABLE_NAME'),
    stage: required(environment, 'STAGE'),
    busName: environment.BUS_NAME ?? '',
    userPoolId: environment.USER_POOL_ID ?? '',
    userPoolClientId: environment.USER_POOL_CLIENT_ID ?? '',
    bucketName: environment.BUCKET_NAME ?? '',
    dueQueues: JSON.parse(environment.DUE_QUEUES ?? '{}') as Settings['dueQueues'],
    apiUrl: environment.API_URL ?? '',
    rateFactor: Number(environment.RATE_FACTOR ?? '1'),
  };
}

/** The role that a function takes on, tagged with a tenant, to reach that tenant's keys and no others. */
export const tenantRoleArnOf = (environment: FunctionEnvironment): string => required(environment, 'TENANT_ROLE_ARN');

function required(environment: FunctionEnvironment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`The variable ${name} of this function is not set`);
  return value;
}
