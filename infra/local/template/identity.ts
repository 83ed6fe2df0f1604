/**
 * What `Ref` and `Fn::GetAtt` answer for each type of resource. Generated names are made of stack and logical id, so
 * that a second start finds the data of the first.
 */
import { createHash } from 'node:crypto';

export type Identity = {
  readonly ref: string;
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
};

export type IdentityInput = {
  readonly stack: string;
  readonly region: string;
  readonly account: string;
  readonly logicalId: string;
  /** Resolves a property that holds a name; undefined where it is absent. */
  readonly property: (name: string) => string | undefined;
  readonly apiUrl: string;
};

type Identify = (input: IdentityInput) => Identity;

const digestOf = (input: IdentityInput): string =>
  createHash('sha256').update(`${input.stack}/${input.logicalId}`).digest('hex');

/** A name as CloudFormation generates it: readable, unique, of allowed length. */
const generated = (input: IdentityInput, length = 64): string =>
  `${input.stack}-${input.logicalId}`.slice(0, length - 9).concat('-', digestOf(input).slice(0, 8));

const arnOf = ({ region, account }: IdentityInput, service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

const plain =
  (service: string, nameProperty: string, resource: (name: string) => string): Identify =>
  (input) => {
    const name = input.property(nameProperty) ?? generated(input);
    const arn = arnOf(input, service, resource(name));
    return { ref: name, arn, attributes: { Arn: arn } };
  };

const table: Identify = (input) => {
  const identity = plain('dynamodb', 'TableName', (name) => `table/${name}`)(input);
  const StreamArn = `${identity.arn}/stream/2026-01-01T00:00:00.000`;
  return { ...identity, attributes: { Arn: identity.arn, StreamArn, TableId: digestOf(input).slice(0, 32) } };
};

const queue: Identify = (input) => {
  const name = input.property('QueueName') ?? generated(input);
  const arn = arnOf(input, 'sqs', name);
  const url = `https://sqs.${input.region}.amazonaws.com/${input.account}/${name}`;
  return { ref: url, arn, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
};

const role: Identify = (input) => {
  const name = input.property('RoleName') ?? generated(input);
  const arn = `arn:aws:iam::${input.account}:role${input.property('Path') ?? '/'}${name}`;
  return { ref: name, arn, attributes: { Arn: arn, RoleId: `AROA${digestOf(input).slice(0, 16).toUpperCase()}` } };
};

const userPool: Identify = (input) => {
  const id = `${input.region}_${digestOf(input).slice(0, 9)}`;
  const arn = arnOf(input, 'cognito-idp', `userpool/${id}`);
  const ProviderName = `cognito-idp.${input.region}.amazonaws.com/${id}`;
  const attributes = { Arn: arn, ProviderName, ProviderURL: `https://${ProviderName}`, UserPoolId: id };
  return { ref: id, arn, attributes };
};

const bucket: Identify = (input) => {
  const name = input.property('BucketName') ?? generated(input, 63).toLowerCase();
  const arn = `arn:aws:s3:::${name}`;
  const attributes = {
    Arn: arn,
    DomainName: `${name}.s3.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${input.region}.amazonaws.com`,
  };
  return { ref: name, arn, attributes };
};

const httpApi: Identify = (input) => {
  const id = digestOf(input).slice(0, 10);
  return {
    ref: id,
    arn: arnOf(input, 'apigateway', `/apis/${id}`),
    attributes: { ApiId: id, ApiEndpoint: input.apiUrl },
  };
};

/** For resources that others point at by an id only. */
const opaque =
  (idAttribute: string): Identify =>
  (input) => {
    const id = digestOf(input).slice(0, 12);
    return { ref: id, arn: id, attributes: { [idAttribute]: id, Id: id } };
  };

const IDENTITIES: Readonly<Record<string, Identify>> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::Lambda::Function': plain('lambda', 'FunctionName', (name) => `function:${name}`),
  'AWS::SQS::Queue': queue,
  'AWS::IAM::Role': role,
  'AWS::IAM::ManagedPolicy': (input) => {
    const arn = `arn:aws:iam::${input.account}:policy/${input.property('ManagedPolicyName') ?? generated(input)}`;
    return { ref: arn, arn, attributes: { PolicyArn: arn } };
  },
  'AWS::Events::EventBus': (input) => {
    const name = input.property('Name') ?? generated(input);
    const arn = arnOf(input, 'events', `event-bus/${name}`);
    return { ref: name, arn, attributes: { Arn: arn, Name: name } };
  },
  'AWS::Events::Rule': (input) => {
    const name = input.property('Name') ?? generated(input);
    const bus = input.property('EventBusName')?.split('/').at(-1) ?? 'default';
    const arn = arnOf(input, 'events', bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`);
    return { ref: bus === 'default' ? name : `${bus}|${name}`, arn, attributes: { Arn: arn } };
  },
  'AWS::Events::Archive': plain('events', 'ArchiveName', (name) => `archive/${name}`),
  'AWS::Scheduler::Schedule': plain('scheduler', 'Name', (name) => `schedule/default/${name}`),
  'AWS::Scheduler::ScheduleGroup': plain('scheduler', 'Name', (name) => `schedule-group/${name}`),
  'AWS::ApiGatewayV2::Api': httpApi,
  'AWS::ApiGatewayV2::Stage': (input) => {
    const name = input.property('StageName') ?? '$default';
    return { ref: name, arn: name, attributes: {} };
  },
  'AWS::ApiGatewayV2::Integration': opaque('IntegrationId'),
  'AWS::ApiGatewayV2::Route': opaque('RouteId'),
  'AWS::ApiGatewayV2::Authorizer': opaque('AuthorizerId'),
  'AWS::Cognito::UserPool': userPool,
  'AWS::Cognito::UserPoolClient': (input) => {
    const id = BigInt(`0x${digestOf(input).slice(0, 32)}`)
      .toString(36)
      .padStart(25, '0')
      .slice(0, 25);
    return { ref: id, arn: id, attributes: { ClientId: id, Name: input.property('ClientName') ?? generated(input) } };
  },
  'AWS::S3::Bucket': bucket,
  'AWS::KMS::Key': (input) => {
    const hex = digestOf(input);
    const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
    const arn = arnOf(input, 'kms', `key/${id}`);
    return { ref: id, arn, attributes: { Arn: arn, KeyId: id } };
  },
  'AWS::Logs::LogGroup': plain('logs', 'LogGroupName', (name) => `log-group:${name}:*`),
  'AWS::CloudWatch::Alarm': plain('cloudwatch', 'AlarmName', (name) => `alarm:${name}`),
  'AWS::CloudWatch::CompositeAlarm': plain('cloudwatch', 'AlarmName', (name) => `alarm:${name}`),
  'AWS::SNS::Topic': (input) => {
    const name = input.property('TopicName') ?? generated(input);
    const arn = arnOf(input, 'sns', name);
    return { ref: arn, arn, attributes: { TopicArn: arn, TopicName: name } };
  },
  'AWS::Lambda::LayerVersion': (input) => {
    const arn = arnOf(input, 'lambda', `layer:${input.property('LayerName') ?? generated(input)}:1`);
    return { ref: arn, arn, attributes: { LayerVersionArn: arn } };
  },
  'AWS::SSM::Parameter': (input) => {
    const name = input.property('Name') ?? generated(input);
    const attributes = { Type: input.property('Type') ?? 'String', Value: input.property('Value') ?? '' };
    return { ref: name, arn: arnOf(input, 'ssm', `parameter/${name}`), attributes };
  },
};

/**
 * The identity of a resource. A type without an entry of its own answers a URN for `Ref` and `Arn`, which no emulated
 * service accepts, and refuses every other attribute by name.
 */
export function identify(type: string, input: IdentityInput): Identity {
  const known = IDENTITIES[type];
  if (known !== undefined) return known(input);
  const urn = `urn:not-emulated:${type}:${input.logicalId}`;
  return { ref: urn, arn: urn, attributes: { Arn: urn } };
}
