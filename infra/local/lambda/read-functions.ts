/** Lambda functions as the template declares them. */
import { z } from 'zod';
import { resourcePolicyAllows } from '../iam/policy.ts';
import type { Role, Roles } from '../iam/roles.ts';
import { queueDestination } from '../queues/read-queues.ts';
import type { Assembly } from '../template/assembly.ts';
import { ignored, readProperties } from '../template/properties.ts';

export type FunctionConfig = {
  readonly name: string;
  readonly arn: string;
  /** `<path>.<export>` within the code. */
  readonly handler: string;
  /** Key of the code's asset in the deployment bucket. */
  readonly assetKey: string;
  readonly role: Role;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMegabytes: number;
  /** What becomes of an asynchronous call that failed. */
  readonly onFailureArn: string | undefined;
  readonly retriesMax: number;
};

const FunctionProperties = z.object({
  Handler: z.string(),
  Code: z.object({ S3Key: z.string().optional(), ZipFile: z.string().optional() }),
  Role: z.string(),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
  DeadLetterConfig: z.object({ TargetArn: z.string() }).optional(),
  ...ignored(
    'FunctionName',
    'Runtime',
    'Architectures',
    'Description',
    'TracingConfig',
    'LoggingConfig',
    'Layers',
    'Tags',
    'EphemeralStorage',
    'SnapStart',
    'ReservedConcurrentExecutions',
    'RuntimeManagementConfig',
    'RecursiveLoop',
    'KmsKeyArn',
  ),
});

const InvokeConfigProperties = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.coerce.number().default(2),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).optional(),
  ...ignored('Qualifier', 'MaximumEventAgeInSeconds'),
});

export function readFunctions(assembly: Assembly, roles: Roles): FunctionConfig[] {
  const invokeConfigs = assembly
    .ofType('AWS::Lambda::EventInvokeConfig')
    .map((resource) => readProperties(assembly, resource, InvokeConfigProperties));
  return assembly.ofType('AWS::Lambda::Function').map((resource): FunctionConfig => {
    const properties = readProperties(assembly, resource, FunctionProperties);
    const role = roles.byArn(properties.Role);
    const lambda = ({ services }: { services: readonly string[] }) => services.includes('lambda.amazonaws.com');
    if (!resourcePolicyAllows(role.trust, lambda, 'sts:AssumeRole', role.arn, () => undefined)) {
      throw new Error(`${resource.logicalId}: its role ${role.name} does not trust lambda.amazonaws.com`);
    }
    const asynchronous = invokeConfigs.find(({ FunctionName }) => [resource.ref, resource.arn].includes(FunctionName));
    return {
      name: resource.ref,
      arn: resource.arn,
      handler: properties.Handler,
      assetKey: properties.Code.S3Key ?? '',
      role,
      environment: properties.Environment?.Variables ?? {},
      timeoutMs: properties.Timeout * 1000,
      memoryMegabytes: properties.MemorySize,
      onFailureArn: queueDestination(
        assembly,
        resource.logicalId,
        asynchronous?.DestinationConfig?.OnFailure?.Destination ?? properties.DeadLetterConfig?.TargetArn,
      ),
      retriesMax: asynchronous?.MaximumRetryAttempts ?? 2,
    };
  });
}

const PermissionProperties = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  ...ignored('SourceAccount', 'EventSourceToken', 'FunctionUrlAuthType', 'PrincipalOrgID'),
});

export type InvokePermission = (functionArn: string, service: string, sourceArn: string) => boolean;

/** Whether a service may invoke a function, by `AWS::Lambda::Permission`. */
export function readInvokePermissions(assembly: Assembly): InvokePermission {
  const permissions = assembly
    .ofType('AWS::Lambda::Permission')
    .map((resource) => readProperties(assembly, resource, PermissionProperties));
  return (functionArn, service, sourceArn) =>
    permissions.some(
      ({ Action, FunctionName, Principal, SourceArn }) =>
        (Action === 'lambda:InvokeFunction' || Action === 'lambda:*') &&
        (FunctionName === functionArn || functionArn.endsWith(`:function:${FunctionName}`)) &&
        Principal === service &&
        (SourceArn === undefined || sourceMatches(SourceArn, sourceArn)),
    );
}

/** `*` in a source ARN stands for any text. */
function sourceMatches(pattern: string, arn: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...others] = parts;
  if (others.length === 0) return arn === pattern;
  if (!arn.startsWith(first)) return false;
  let from = first.length;
  for (const part of others.slice(0, -1)) {
    const found = arn.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  const last = others.at(-1) ?? '';
  return arn.length - last.length >= from && arn.endsWith(last);
}
