/** Which resource types the local cloud runs, and which need nothing on a laptop, with the reason. */
import type { Assembly } from './assembly.ts';

const EMULATED: ReadonlySet<string> = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
]);

const WATCHED = 'alarms and dashboards watch metrics, which a laptop does not collect';
const LOGS = 'logs go to the terminal';
const KEYS = 'data on a laptop is as safe as its disk; nothing is encrypted by key';
const EDGE = 'the local server is reached on loopback only';
const NOTICE = 'alarms are not raised locally, so nobody is told';
const CDK = 'part of the deployment tool, not of the product';

/** Types that are looked at and then left alone. */
export const NOT_NEEDED: Readonly<Record<string, string>> = {
  'AWS::Budgets::Budget': 'a laptop costs nothing',
  'AWS::CDK::Metadata': CDK,
  'AWS::CertificateManager::Certificate': EDGE,
  'AWS::CloudFront::CachePolicy': EDGE,
  'AWS::CloudFront::Distribution': EDGE,
  'AWS::CloudFront::Function': EDGE,
  'AWS::CloudFront::OriginAccessControl': EDGE,
  'AWS::CloudFront::ResponseHeadersPolicy': EDGE,
  'AWS::CloudWatch::Alarm': WATCHED,
  'AWS::CloudWatch::CompositeAlarm': WATCHED,
  'AWS::CloudWatch::Dashboard': WATCHED,
  'AWS::Cognito::UserPoolDomain': 'the product has its own sign-in pages',
  'AWS::Events::Archive': 'the events stay in the table as the event log; replay is done from there',
  'AWS::Events::EventBusPolicy': 'only the app itself calls the local bus',
  'AWS::KMS::Alias': KEYS,
  'AWS::KMS::Key': KEYS,
  'AWS::Lambda::LayerVersion': 'the code is loaded from the asset or the sources',
  'AWS::Logs::LogGroup': LOGS,
  'AWS::Logs::MetricFilter': LOGS,
  'AWS::Logs::ResourcePolicy': LOGS,
  'AWS::Logs::SubscriptionFilter': LOGS,
  'AWS::ResourceGroups::Group': WATCHED,
  'AWS::S3::BucketPolicy': 'buckets are reached through signed addresses and roles, and both are checked',
  'AWS::SNS::Subscription': NOTICE,
  'AWS::SNS::Topic': NOTICE,
  'AWS::SNS::TopicPolicy': NOTICE,
  'AWS::SSM::Parameter': 'read by operators only',
  'AWS::Scheduler::ScheduleGroup': 'a name for schedules',
  'AWS::WAFv2::WebACL': EDGE,
  'AWS::WAFv2::WebACLAssociation': EDGE,
  'Custom::S3AutoDeleteObjects': CDK,
};

export type TypeReport = {
  /** Type, how often it occurs, and why nothing runs for it. */
  readonly notNeeded: readonly { readonly type: string; readonly count: number; readonly reason: string }[];
  /** Types that the local cloud does not know, with the resources that have them. */
  readonly unknown: readonly { readonly type: string; readonly resources: readonly string[] }[];
};

/** Sorts every resource of the app into emulated, not needed, and unknown. */
export function reportTypes(assembly: Assembly): TypeReport {
  const others = assembly.resources.filter(({ type }) => !EMULATED.has(type));
  const groups = [...Map.groupBy(others, ({ type }) => type)].sort(([a], [b]) => a.localeCompare(b));
  return {
    notNeeded: groups.flatMap(([type, found]) => {
      const reason = NOT_NEEDED[type];
      return reason === undefined ? [] : [{ type, count: found.length, reason }];
    }),
    unknown: groups
      .filter(([type]) => NOT_NEEDED[type] === undefined)
      .map(([type, found]) => ({ type, resources: found.map(({ stack, logicalId }) => `${stack}/${logicalId}`) })),
  };
}
