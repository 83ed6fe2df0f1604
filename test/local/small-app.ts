/** Small templates for the tests of the local cloud, and functions that stand for the product's. */
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../infra/local/cloud.ts';
import type { LoadedModule } from '../../infra/local/lambda/functions.ts';
import type { AssemblySource, Json, JsonObject, TemplateResource } from '../../infra/local/template/template.ts';

export type Resources = Readonly<Record<string, TemplateResource>>;
export type Handlers = Readonly<Record<string, NonNullable<LoadedModule['create']>>>;

export const ref = (logicalId: string): JsonObject => ({ Ref: logicalId });
export const arnOf = (logicalId: string): JsonObject => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

export const assembly = (
  ...templates: readonly { readonly [logicalId: string]: TemplateResource }[]
): AssemblySource => ({
  stacks: templates.map((Resources, index) => ({
    name: `stack${index + 1}`,
    region: 'eu-west-1',
    account: '111122223333',
    template: { Resources },
  })),
  assets: new Map(),
});

export const allow = (action: Json, resource: Json = '*', condition?: JsonObject): JsonObject => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...(condition === undefined ? {} : { Condition: condition }),
});

export const role = (statements: readonly JsonObject[], service = 'lambda.amazonaws.com'): TemplateResource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
    },
    Policies: [{ PolicyName: 'all', PolicyDocument: { Statement: statements } }],
  },
});

type FunctionOptions = {
  readonly statements?: readonly JsonObject[];
  readonly environment?: JsonObject;
  readonly timeout?: number;
};

/** A function `Name` with its role `NameRole`; its handler is `Name.handler`. */
export const lambda = (
  name: string,
  { statements = [allow('*')], environment = {}, timeout = 10 }: FunctionOptions = {},
): Resources => ({
  [`${name}Role`]: role(statements),
  [name]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Handler: `${name}.handler`,
      Code: { S3Key: 'code.zip' },
      Role: arnOf(`${name}Role`),
      Timeout: timeout,
      Environment: { Variables: { TABLE_NAME: 'none', STAGE: 'test', ...environment } },
    },
  },
});

export const table = (properties: JsonObject = {}): TemplateResource => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'records',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    ...properties,
  },
});

export const queue = (properties: JsonObject = {}): TemplateResource => ({
  Type: 'AWS::SQS::Queue',
  Properties: properties,
});

/** Lets rules send to queues. */
export const queuePolicy = (...queues: readonly string[]): TemplateResource => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: queues.map(ref),
    PolicyDocument: {
      Statement: [
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', Principal: { Service: 'events.amazonaws.com' } },
      ],
    },
  },
});

export const mapping = (functionName: string, sourceArn: Json, properties: JsonObject = {}): TemplateResource => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { FunctionName: ref(functionName), EventSourceArn: sourceArn, ...properties },
});

export const permission = (functionName: string, service: string): TemplateResource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: { Action: 'lambda:InvokeFunction', FunctionName: ref(functionName), Principal: service },
});

const open: LocalCloud[] = [];

/** A cloud in memory that the test's end stops; retries come after a few milliseconds. */
export async function startSmall(
  resources: Resources,
  handlers: Handlers,
  options: Partial<LocalCloudOptions> = {},
): Promise<LocalCloud> {
  const cloud = await startLocalCloud({
    data: 'memory',
    port: 0,
    template: assembly(resources),
    loader: loaderOf(handlers),
    logLevel: 'silent',
    retryDelay: () => 5,
    ...options,
  });
  open.push(cloud);
  return cloud;
}

export const loaderOf =
  (handlers: Handlers): Exclude<LocalCloudOptions['loader'], string> =>
  async ({ handler }) => {
    const create = handlers[handler.replace('.handler', '')];
    return create === undefined ? {} : { create };
  };

export async function stopAll(): Promise<void> {
  for (const cloud of open.splice(0)) await cloud.stop();
}

/** The ARN of the app's only queue, function … whose logical id begins so. */
export function queueArn(cloud: LocalCloud, logicalId: string): string {
  const found = cloud.app.assembly.ofType('AWS::SQS::Queue').find((resource) => resource.logicalId === logicalId);
  if (found === undefined) throw new Error(`No queue ${logicalId}`);
  return found.arn;
}
