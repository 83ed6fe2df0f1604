/** What differs between two deployments. Read from the context (`cdk.json`, or `-c name=value`) and nothing else. */
import type { Node } from 'constructs';

export type Deployment = {
  /** Part of every stack's name, of API keys and of the log lines: `dev`, `staging`, `prod`. */
  readonly stage: string;
  /** Who holds the key of table and files: AWS without charge, or this account with a policy and trail of its own. */
  readonly kms: 'aws-owned' | 'customer-managed';
  /** True where `cdk destroy` may take the data with it. */
  readonly disposable: boolean;
  readonly logRetentionDays: number;
  /** Told of every alarm, where given. */
  readonly alarmEmail: string | undefined;
  /** Public address where a domain stands before the API; its own address otherwise. */
  readonly apiUrl: string | undefined;
};

const KEYS = ['aws-owned', 'customer-managed'] as const;

/** @throws Error that names the value of the context which is not understood */
export function readDeployment(node: Node): Deployment {
  const text = (name: string): string | undefined => {
    const value: unknown = node.tryGetContext(name);
    return value === undefined || value === '' ? undefined : String(value);
  };
  const stage = text('stage') ?? 'dev';
  if (!/^[a-z][a-z0-9]{1,11}$/.test(stage)) throw new Error(`The stage "${stage}" must be 2 to 12 of a-z and 0-9`);
  const kms = KEYS.find((known) => known === (text('kms') ?? 'aws-owned'));
  if (kms === undefined) throw new Error(`The context "kms" must be one of ${KEYS.join(', ')}`);
  const logRetentionDays = Number(text('logRetentionDays') ?? '30');
  if (!Number.isInteger(logRetentionDays)) throw new Error('The context "logRetentionDays" must be a whole number');
  return {
    stage,
    kms,
    disposable: text('disposable') === 'true',
    logRetentionDays,
    alarmEmail: text('alarmEmail'),
    apiUrl: text('apiUrl'),
  };
}
