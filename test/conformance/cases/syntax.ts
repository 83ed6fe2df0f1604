// What the expression language takes and refuses, before any item is looked at.
import type { AttributeValue } from '../../../infra/local/table/index.ts';
import { type Case, item, list, n, on, s, VALIDATION } from './case.ts';

/** `message` is what follows `Invalid <kind>: `; without one the expression is taken. */
type Row = readonly [expression: string, values: Readonly<Record<string, AttributeValue>>, message?: string];

const a = { ':a': n(1) };
const near = (token: string, text: string) => `Syntax error; token: "${token}", near: "${text}"`;
const operand = (name: string, type: string) =>
  `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
const count = (name: string, operands: number) =>
  `Incorrect number of operands for operator or function; operator or function: ${name}, ` +
  `number of operands: ${operands}`;
const section = (name: string, type: string) =>
  `Incorrect operand type for operator or function; operator: ${name}, operand type: ${type}, ` +
  `typeSet: ALLOWED_FOR_${name}_OPERAND`;
const misused = (name: string) => `The function is not allowed to be used this way in an expression; function: ${name}`;
const distinct = (operator: string, path: string) =>
  'The first operand must be distinct from the remaining operands for this operator or function; ' +
  `operator: ${operator}, first operand: [${path}]`;
const bounds = (text: string, low: string, high: string) =>
  `The BETWEEN operator requires ${text}; lower bound operand: AttributeValue: ${low}, ` +
  `upper bound operand: AttributeValue: ${high}`;

const conditions: readonly Row[] = [
  ['(x1 = :a)', a],
  ['((x1 = :a) AND (x2 = :a))', a],
  ['(x1) = (:a)', a],
  ['(size(x1)) = :a', a],
  ['size((x1)) = :a', a],
  ['attribute_exists((x1)) AND x2 = :a', a],
  ['x1 IN ((:a), :a)', a],
  ['NOT NOT x1 = :a', a],
  ['x1 = :a\nAND\tx2 = :a', a],
  ['x1 [0] = :a', a],
  ['x1 . y1 = :a', a],
  ['not_x = :a', a],
  ['attribute_exists(x1[2147483647]) OR x2 = :a', a],
  ['((x1 = :a))', a, 'The expression has redundant parentheses;'],
  ['x1 = ((:a))', a, 'The expression has redundant parentheses;'],
  ['', {}, 'The expression can not be empty;'],
  ['x1', {}, near('<EOF>', 'x1')],
  ['x1 = :a AND', a, near('<EOF>', 'AND')],
  ['x1 = :a = :a', a, near('=', ':a = :a')],
  ['x1 == :a', a, near('=', '== :a')],
  ['x1 != :a', a, near('!', 'x1 !=')],
  ['x1 = 5', {}, near('5', '= 5')],
  ['x1 IN (:a', a, near('<EOF>', ':a')],
  ['x1 IN ()', {}, near(')', '()')],
  ['x1[-1] = :a', a, near('-', '[-1')],
  ['x1[01] = :a', a, near('1', '01]')],
  ['x-y = :a', a, near('-', 'x-y')],
  ['_x = :a', a, near('_', '_x')],
  ['attribute_exists(x1 x2)', {}, near('x2', 'x1 x2)')],
  ['name = :a', a, 'Attribute name is a reserved keyword; reserved keyword: name'],
  ['x1.Status = :a', a, 'Attribute name is a reserved keyword; reserved keyword: Status'],
  ['#x = :a', a, 'An expression attribute name used in the document path is not defined; attribute name: #x'],
  ['x1 = :b', a, 'An expression attribute value used in expression is not defined; attribute value: :b'],
  ['attribute_exists(x1[2147483648])', {}, 'List index is not within the allowable range; index: [2147483648]'],
  [
    `attribute_exists(${Array.from({ length: 33 }, (_, index) => `x${index}`).join('.')})`,
    {},
    'The document path has too many nesting levels; nesting levels: 33',
  ],
  ['foo(x1)', {}, 'Invalid function name; function: foo'],
  ['ATTRIBUTE_EXISTS(x1)', {}, 'Invalid function name; function: ATTRIBUTE_EXISTS'],
  ['if_not_exists(x1, :a)', a, 'The function is not allowed in a condition expression; function: if_not_exists'],
  ['size(x1)', {}, misused('size')],
  ['attribute_exists(x1, x2)', {}, count('attribute_exists', 2)],
  ['begins_with(x1)', {}, count('begins_with', 1)],
  ['attribute_exists(:a)', a, 'Operator or function requires a document path; operator or function: attribute_exists'],
  ['size(:a) = :a', a, operand('size', 'N')],
  ['begins_with(x1, :a)', a, operand('begins_with', 'N')],
  ['attribute_type(x1, :a)', a, operand('attribute_type', 'N')],
  ['x1 < :a', { ':a': { BOOL: true } }, operand('<', 'BOOL')],
  ['x1 BETWEEN :a AND x2', { ':a': { NULL: true } }, operand('BETWEEN', 'NULL')],
  [
    'x1 BETWEEN :a AND :b',
    { ':a': n(2), ':b': n(1) },
    bounds('upper bound to be greater than or equal to lower bound', '{N:2}', '{N:1}'),
  ],
  [
    'x1 BETWEEN :a AND :b',
    { ':a': n(2), ':b': s('x') },
    bounds('same data type for lower and upper bounds', '{N:2}', '{S:x}'),
  ],
  ['x1 = x1', {}, distinct('=', 'x1')],
  ['x1.y1[0] < x1.y1[0]', {}, distinct('<', 'x1, y1, [0]')],
  ['x1 IN (x2, x1)', {}, distinct('IN', 'x1')],
  ['x1 BETWEEN x1 AND :a', a, distinct('BETWEEN', 'x1')],
  ['contains(x1, x1)', {}, distinct('contains', 'x1')],
];

const l = { ':a': list(n(1)), ':b': list(n(2)) };
const overlap = (word: string, one: string, two: string) =>
  `Two document paths ${word} with each other; must remove or rewrite one of these paths; ` +
  `path one: [${one}], path two: [${two}]`;

const updates: readonly Row[] = [
  ['SET x1 = (:a)', a],
  ['SET x1 = (:a + :a)', a],
  ['SET x1=:a,x2=:a', a],
  ['set x1 = :a remove x2', a],
  ['SET x1 = list_append(if_not_exists(x2, :b), :a)', l],
  ['SET x1 = if_not_exists(x3, if_not_exists(x4, :a))', a],
  ['', {}, 'The expression can not be empty;'],
  ['SET', {}, near('<EOF>', 'SET')],
  ['SET x1 = :a,', a, near('<EOF>', ',')],
  ['SET x1 = :a + :a + :a', a, near('+', ':a + :a')],
  ['SET x1 = :a - (:a + :a)', a, near('+', ':a + :a')],
  ['SET x1 = -:a', a, near('-', '= -:a')],
  ['ADD x1 x2', {}, near('x2', 'x1 x2')],
  ['PUT x1 = :a', a, near('PUT', 'PUT x1')],
  ['SET x1 = :a REMOVE x2 SET x3 = :a', a, 'The "SET" section can only be used once in an update expression;'],
  ['SET x1 = list_append(list_append(x1, :a), :b)', l, misused('list_append')],
  ['SET x1 = if_not_exists(x1, list_append(:a, :b))', l, misused('list_append')],
  ['SET x1 = size(x2)', {}, 'The function is not allowed in an update expression; function: size'],
  [
    'SET x1 = if_not_exists(:a, :a)',
    a,
    'Operator or function requires a document path; operator or function: if_not_exists',
  ],
  ['SET x1 = if_not_exists(x2, x2)', {}, distinct('if_not_exists', 'x2')],
  ['SET x1 = :a + :b', { ':a': n(1), ':b': s('x') }, operand('+', 'S')],
  ['SET x1 = list_append(:a, :b)', { ':a': n(1), ':b': list() }, operand('list_append', 'N')],
  ['ADD x1 :a', { ':a': s('x') }, section('ADD', 'STRING')],
  ['DELETE x1 :a', a, section('DELETE', 'NUMBER')],
  ['SET x1.y1.z1 = :a, x1.y1 = :a', a, overlap('overlap', 'x1, y1, z1', 'x1, y1')],
  ['SET x1 = :a REMOVE x1', a, overlap('overlap', 'x1', 'x1')],
  ['SET x1[0] = :a, x1.y1 = :a', a, overlap('conflict', 'x1, [0]', 'x1, y1')],
];

const key = item();

function syntaxCase(
  kind: string,
  call: (expression: string, values: object) => Case['call'],
  [expression, values, message]: Row,
): Case {
  const given = Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values };
  return {
    name: `${message === undefined ? 'takes' : 'refuses'} the ${kind} ${JSON.stringify(expression).slice(0, 80)}`,
    call: call(expression, given),
    ...(message === undefined ? { answers: {} } : { fails: [VALIDATION, `Invalid ${kind}: ${message}`] as const }),
  };
}

// A condition that is taken need not hold, so it stands beside one that does.
const asCondition = (expression: string, given: object): Case['call'] => {
  const text = expression === '' ? '' : expression;
  return ['PutItem', on({ Item: key, ConditionExpression: text, ...given })];
};

const taken = (row: Row): Row => (row[2] === undefined ? [`attribute_not_exists(pk) OR ${row[0]}`, row[1]] : row);

export const syntaxCases: readonly Case[] = [
  ...conditions.map((row) => syntaxCase('ConditionExpression', asCondition, taken(row))),
  ...updates.map((row) =>
    syntaxCase(
      'UpdateExpression',
      (text, given) => ['UpdateItem', on({ Key: key, UpdateExpression: text, ...given })],
      row,
    ),
  ),
  {
    name: 'refuses a value that no expression uses',
    call: ['PutItem', on({ Item: key, ConditionExpression: 'attribute_exists(pk)', ExpressionAttributeValues: a })],
    fails: [VALIDATION, 'Value provided in ExpressionAttributeValues unused in expressions: keys: {:a}'],
  },
  {
    name: 'refuses a name that no expression uses',
    call: [
      'PutItem',
      on({ Item: key, ConditionExpression: 'attribute_exists(pk)', ExpressionAttributeNames: { '#q': 'x' } }),
    ],
    fails: [VALIDATION, 'Value provided in ExpressionAttributeNames unused in expressions: keys: {#q}'],
  },
  {
    name: 'refuses values without an expression',
    call: ['PutItem', on({ Item: key, ExpressionAttributeValues: a })],
    fails: [
      VALIDATION,
      'ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null',
    ],
  },
  {
    name: 'refuses an empty map of values',
    call: ['PutItem', on({ Item: key, ConditionExpression: 'attribute_exists(pk)', ExpressionAttributeValues: {} })],
    fails: [VALIDATION, 'ExpressionAttributeValues must not be empty'],
  },
  {
    name: 'refuses a placeholder without its sign',
    call: ['PutItem', on({ Item: key, ConditionExpression: 'x1 = :a', ExpressionAttributeValues: { a: n(1) } })],
    fails: [VALIDATION, 'ExpressionAttributeValues contains invalid key: Syntax error; key: "a"'],
  },
  {
    name: 'refuses a placeholder for an empty name',
    call: [
      'PutItem',
      on({ Item: key, ConditionExpression: 'attribute_exists(#p)', ExpressionAttributeNames: { '#p': '' } }),
    ],
    fails: [VALIDATION, 'ExpressionAttributeNames contains invalid value: Empty attribute name for key #p'],
  },
  {
    name: 'takes an expression of 4,096 bytes',
    call: ['PutItem', on({ Item: key, ConditionExpression: `attribute_not_exists(${'x'.repeat(4096 - 22)})` })],
    answers: {},
  },
  {
    name: 'refuses an expression of 4,097 bytes',
    call: ['PutItem', on({ Item: key, ConditionExpression: `attribute_not_exists(${'x'.repeat(4097 - 22)})` })],
    fails: [VALIDATION],
  },
  {
    name: 'refuses the reserved word size as a bare name',
    call: ['UpdateItem', on({ Key: key, UpdateExpression: 'REMOVE size' })],
    fails: [VALIDATION, 'Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: size'],
    engineOnly: 'DynamoDB Local takes it; the developer guide lists SIZE under "Reserved words in DynamoDB"',
  },
];
