import { describe, expect, test } from 'vitest';
import { resolveAssembly } from '../../infra/local/template/assembly.ts';
import { reportTypes } from '../../infra/local/template/resource-types.ts';
import type { AssemblySource, Json, Template } from '../../infra/local/template/template.ts';
import { assembly, queue } from './small-app.ts';

/** A template with one topic whose properties hold `value`. */
function resolved(value: Json, template: Partial<Template> = {}): Json | undefined {
  const source: AssemblySource = {
    stacks: [
      {
        name: 'main',
        region: 'eu-west-1',
        account: '111122223333',
        template: {
          ...template,
          Resources: { Probe: { Type: 'AWS::SNS::Topic', Properties: { value } }, Q: queue({ QueueName: 'orders' }) },
        },
      },
    ],
    assets: new Map(),
  };
  const probe = resolveAssembly(source, { apiUrl: 'http://local' }).ofType('AWS::SNS::Topic')[0];
  return probe?.properties.value;
}

describe('intrinsic functions', () => {
  test.each<[string, Json, Json]>([
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['Ref of a resource', { Ref: 'Q' }, 'https://sqs.eu-west-1.amazonaws.com/111122223333/orders'],
    ['GetAtt', { 'Fn::GetAtt': ['Q', 'Arn'] }, 'arn:aws:sqs:eu-west-1:111122223333:orders'],
    ['GetAtt as a text', { 'Fn::GetAtt': 'Q.QueueName' }, 'orders'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }, 'c']] }, 'a-aws-c'],
    ['Sub', { 'Fn::Sub': 'arn:$' + '{AWS::Partition}:$' + '{Q.QueueName}$' + '{!x}' }, 'arn:aws:orders$' + '{x}'],
    ['Sub with variables', { 'Fn::Sub': ['$' + '{v}!', { v: { Ref: 'AWS::AccountId' } }] }, '111122223333!'],
    ['Select of Split', { 'Fn::Select': [2, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Q', 'Arn'] }] }] }, 'sqs'],
    ['If', { 'Fn::If': ['Prod', 'yes', 'no'] }, 'no'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'bytes'] }, 10],
    ['Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'AWS::Region' } } }, '{"a":"eu-west-1"}'],
    ['a parameter', { Ref: 'Stage' }, 'dev'],
    ['NoValue leaves a property out', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
    ['NoValue leaves an entry out', [1, { Ref: 'AWS::NoValue' }], [1]],
  ])('%s', (_, value, expected) => {
    const template: Partial<Template> = {
      Parameters: { Stage: { Type: 'String', Default: 'dev' } },
      Mappings: { Sizes: { small: { bytes: 10 } } },
      Conditions: {
        Prod: { 'Fn::And': [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] }, { 'Fn::Not': [{ 'Fn::Equals': [1, 1] }] }] },
      },
    };
    expect(resolved(value, template)).toEqual(expected);
  });

  test.each<[string, Json, RegExp]>([
    [
      'an unknown function',
      { 'Fn::Cidr': ['10.0.0.0/8', 1] },
      /In main\/Probe: The intrinsic function Fn::Cidr is not known/,
    ],
    ['a dynamic reference', '{{resolve:ssm:/x}}', /dynamic reference/],
    ['an unknown resource', { Ref: 'Nobody' }, /no resource "Nobody"/],
    ['an unknown attribute', { 'Fn::GetAtt': ['Q', 'Colour'] }, /attribute Colour of Q \(AWS::SQS::Queue\)/],
    ['an unknown export', { 'Fn::ImportValue': 'gone' }, /No stack exports "gone"/],
  ])('refuses %s', (_, value, message) => {
    expect(() => resolved(value)).toThrow(message);
  });

  test('exports of one stack are imported by another', () => {
    const source: AssemblySource = {
      stacks: [
        {
          ...assembly({ T: { Type: 'AWS::SNS::Topic', Properties: { value: { 'Fn::ImportValue': 'data-Q' } } } })
            .stacks[0],
        } as never,
        {
          name: 'data',
          region: 'eu-west-1',
          account: '111122223333',
          template: {
            Resources: { Q: queue({ QueueName: 'orders' }) },
            Outputs: {
              Q: {
                Value: { 'Fn::GetAtt': ['Q', 'Arn'] },
                Export: { Name: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, 'Q']] } },
              },
            },
          },
        },
      ],
      assets: new Map(),
    };
    const topic = resolveAssembly(source, { apiUrl: '' }).ofType('AWS::SNS::Topic')[0];
    expect(topic?.properties.value).toBe('arn:aws:sqs:eu-west-1:111122223333:orders');
  });

  test('a circle of references is told as one', () => {
    const template = assembly({ A: queue({ QueueName: { Ref: 'B' } }), B: queue({ QueueName: { Ref: 'A' } }) });
    expect(() => resolveAssembly(template, { apiUrl: '' })).toThrow(/circle: .*A.* → .*B/);
  });

  test('every type is emulated, needless with a reason, or told as unknown', () => {
    const template = assembly({
      Q: queue(),
      Alarm: { Type: 'AWS::CloudWatch::Alarm' },
      Game: { Type: 'AWS::GameLift::Fleet' },
    });
    const report = reportTypes(resolveAssembly(template, { apiUrl: '' }));
    expect(report.unknown).toEqual([{ type: 'AWS::GameLift::Fleet', resources: ['stack1/Game'] }]);
    expect(report.notNeeded).toMatchObject([{ type: 'AWS::CloudWatch::Alarm', count: 1 }]);
  });
});
