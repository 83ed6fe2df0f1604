// Random expressions from the language's grammar, mostly sound, sometimes not.
import fc from 'fast-check';
import type { AttributeValue } from '../../../infra/local/table/index.ts';
import { ATTRIBUTES, anyValue, binaryValue, numberValue, setValue, stringValue, usualValue } from './values.ts';

/** Gives names and values their placeholders while an expression is written. */
export type Scope = {
  name(name: string, bare: boolean): string;
  value(value: AttributeValue): string;
  /** The two placeholder fields, as far as they are needed. */
  fields(): Record<string, unknown>;
};

export type Expression = (scope: Scope) => string;

export function newScope(): Scope {
  const names = new Map<string, string>();
  const values: Record<string, AttributeValue> = {};
  return {
    name: (name, bare) => {
      // `size` is reserved, which DynamoDB Local does not know.
      if (bare && name !== 'size' && /^[a-z][a-z0-9]*$/.test(name)) {
        return name;
      }
      const known = names.get(name) ?? `#n${names.size}`;
      names.set(name, known);
      return known;
    },
    value: (value) => {
      const placeholder = `:v${Object.keys(values).length}`;
      values[placeholder] = value;
      return placeholder;
    },
    fields: () => ({
      ...(names.size === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries([...names].map(([a, b]) => [b, a])) }),
      ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
    }),
  };
}

const attributeName = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...ATTRIBUTES) },
  { weight: 1, arbitrary: fc.constantFrom('pk', 'sk', 'size', 'nothing') },
);

const step = fc.oneof(
  fc.constantFrom('x', 'y', 'size').map(
    (name): Expression =>
      (scope) =>
        `.${scope.name(name, true)}`,
  ),
  fc.nat({ max: 4 }).map(
    (index): Expression =>
      () =>
        `[${index}]`,
  ),
);

function steps(name: string): fc.Arbitrary<Expression[]> {
  const inMap = fc.constantFrom('x', 'y').map((each): Expression[] => [(scope) => `.${scope.name(each, true)}`]);
  const inList = fc.nat({ max: 4 }).map((index): Expression[] => [() => `[${index}]`]);
  const first = name === 'm' ? inMap : name === 'l' ? inList : fc.array(step, { minLength: 1, maxLength: 1 });
  return fc.tuple(first, fc.array(step, { maxLength: 1 })).map(([one, more]) => [...one, ...more]);
}

function pathOf(name: string, bare: boolean, deep: boolean): fc.Arbitrary<Expression> {
  const more = deep ? steps(name) : fc.constant<Expression[]>([]);
  return more.map((rest) => (scope) => scope.name(name, bare) + rest.map((each) => each(scope)).join(''));
}

export const path: fc.Arbitrary<Expression> = fc
  .tuple(attributeName, fc.boolean(), fc.nat({ max: 3 }))
  // Keys of tables and indexes are scalars: paths into them are cases of the suite.
  .chain(([name, bare, deep]) => pathOf(name, bare, deep === 0 && !['pk', 'sk', 'gs', 'gn', 'gb'].includes(name)));

const value = (arbitrary: fc.Arbitrary<AttributeValue>): fc.Arbitrary<Expression> =>
  arbitrary.map((each) => (scope) => scope.value(each));

const s = (S: string): AttributeValue => ({ S });
const n = (N: string): AttributeValue => ({ N });

const size = path.map(
  (each): Expression =>
    (scope) =>
      `size(${each(scope)})`,
);
const operand = fc.oneof(
  { weight: 5, arbitrary: path },
  { weight: 5, arbitrary: value(anyValue) },
  { weight: 1, arbitrary: size },
);

// What an order is defined for, most times.
const operandOfOrder = fc.oneof(
  { weight: 8, arbitrary: path },
  { weight: 5, arbitrary: value(fc.oneof(stringValue, numberValue, binaryValue)) },
  { weight: 2, arbitrary: size },
  { weight: 1, arbitrary: value(anyValue) },
);

// Mostly compares what can be compared.
const compared: fc.Arbitrary<Expression> = fc
  .tuple(
    fc.constantFrom('a', 'b', 'n', 'gs', 'gn', 'gb', 's', 'm', 'l'),
    fc.boolean(),
    fc.constantFrom('=', '<>', '<', '<=', '>', '>='),
    fc.nat({ max: 30 }),
  )
  .chain(([name, bare, operator, odd]) => {
    const ordered = operator !== '=' && operator !== '<>' && odd !== 0;
    return value(ordered ? fc.oneof(stringValue, numberValue, binaryValue) : usualValue(name)).map(
      (right) => (scope) => `${scope.name(name, bare)} ${operator} ${right(scope)}`,
    );
  });

const bounds: fc.Arbitrary<readonly [AttributeValue, AttributeValue]> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom([n('-1'), n('2')], [n('0'), n('1e2')], [s('a'), s('b')], [s('A'), s('\uffff')]),
  },
  { weight: 1, arbitrary: fc.tuple(numberValue, numberValue) },
);

const leaf: fc.Arbitrary<Expression> = fc.oneof(
  { weight: 6, arbitrary: compared },
  {
    weight: 3,
    arbitrary: fc.tuple(operandOfOrder, fc.constantFrom('=', '<>', '<', '<=', '>', '>='), operandOfOrder).map(
      ([left, operator, right]) =>
        (scope: Scope) =>
          `${left(scope)} ${operator} ${right(scope)}`,
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(operandOfOrder, bounds).map(
      ([each, [low, high]]) =>
        (scope: Scope) =>
          `${each(scope)} BETWEEN ${scope.value(low)} AND ${scope.value(high)}`,
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(operand, fc.array(operand, { minLength: 1, maxLength: 3 })).map(
      ([each, list]) =>
        (scope: Scope) =>
          `${each(scope)} IN (${list.map((one) => one(scope)).join(', ')})`,
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom('attribute_exists', 'attribute_not_exists'), path).map(
      ([name, each]) =>
        (scope: Scope) =>
          `${name}(${each(scope)})`,
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('begins_with', 'contains'),
        fc.oneof({ weight: 9, arbitrary: path }, { weight: 1, arbitrary: operand }),
        fc.oneof(
          { weight: 9, arbitrary: value(fc.oneof(stringValue, binaryValue)) },
          { weight: 1, arbitrary: operand },
        ),
      )
      .map(
        ([name, left, right]) =>
          (scope: Scope) =>
            `${name}(${left(scope)}, ${right(scope)})`,
      ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(path, fc.constantFrom('S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M', 'X')).map(
      ([each, S]) =>
        (scope: Scope) =>
          `attribute_type(${each(scope)}, ${scope.value({ S })})`,
    ),
  },
);

export const { condition } = fc.letrec<{ condition: Expression }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 5, arbitrary: leaf },
    {
      weight: 2,
      arbitrary: fc.tuple(tie('condition'), fc.constantFrom('AND', 'OR', 'and'), tie('condition')).map(
        ([left, word, right]) =>
          (scope: Scope) =>
            `${left(scope)} ${word} ${right(scope)}`,
      ),
    },
    { weight: 1, arbitrary: tie('condition').map((each) => (scope: Scope) => `NOT ${each(scope)}`) },
    { weight: 1, arbitrary: tie('condition').map((each) => (scope: Scope) => `(${each(scope)})`) },
  ),
}));

const { setOperand } = fc.letrec<{ setOperand: Expression }>((tie) => ({
  setOperand: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    { weight: 5, arbitrary: value(anyValue) },
    { weight: 2, arbitrary: path },
    {
      weight: 1,
      arbitrary: fc.tuple(path, tie('setOperand')).map(
        ([each, otherwise]) =>
          (scope: Scope) =>
            `if_not_exists(${each(scope)}, ${otherwise(scope)})`,
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('setOperand'), tie('setOperand')).map(
        ([left, right]) =>
          (scope: Scope) =>
            `list_append(${left(scope)}, ${right(scope)})`,
      ),
    },
  ),
}));

// Places inside the map and the list that most items have.
const inner: fc.Arbitrary<Expression> = fc.oneof(
  fc.constantFrom('x', 'y', 'z').map(
    (name): Expression =>
      () =>
        `m.${name}`,
  ),
  fc.nat({ max: 5 }).map(
    (index): Expression =>
      () =>
        `l[${index}]`,
  ),
);

const setAction: fc.Arbitrary<Expression> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(inner, setOperand).map(
      ([each, to]) =>
        (scope: Scope) =>
          `${each(scope)} = ${to(scope)}`,
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(...ATTRIBUTES)
      .chain((name) =>
        value(usualValue(name)).map((each) => (scope: Scope) => `${scope.name(name, true)} = ${each(scope)}`),
      ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(path, setOperand).map(
      ([each, to]) =>
        (scope: Scope) =>
          `${each(scope)} = ${to(scope)}`,
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('n', 'gn'), fc.constantFrom('+', '-'), value(numberValue)).map(
      ([name, operator, by]) =>
        (scope: Scope) =>
          `${name} = if_not_exists(${name}, ${scope.value({ N: '0' })}) ${operator} ${by(scope)}`,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(path, setOperand, fc.constantFrom('+', '-'), setOperand).map(
      ([each, left, operator, right]) =>
        (scope: Scope) =>
          `${each(scope)} = ${left(scope)} ${operator} ${right(scope)}`,
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(anyValue, { maxLength: 2 })
      .map((L) => (scope: Scope) => `l = list_append(l, ${scope.value({ L })})`),
  },
);

// Each action works on an attribute of its own, most times, since paths must not overlap.
function disjoint(actions: fc.Arbitrary<Expression>, max: number): fc.Arbitrary<Expression[]> {
  const top = (each: Expression) => /^[#a-z0-9]+/.exec(each(plainScope))?.[0];
  return fc.oneof(
    { weight: 12, arbitrary: fc.uniqueArray(actions, { minLength: 1, maxLength: max, selector: top }) },
    { weight: 1, arbitrary: fc.array(actions, { minLength: 1, maxLength: max }) },
  );
}

const plainScope: Scope = { name: (name) => name, value: () => ':v', fields: () => ({}) };

const joined = (word: string, actions: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> =>
  disjoint(actions, 3).map((list) => (scope) => word + list.map((each) => each(scope)).join(', '));

const added: fc.Arbitrary<Expression> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('n', 's').map(
      (name): Expression =>
        () =>
          name,
    ),
  },
  { weight: 1, arbitrary: path },
);

const sections: readonly fc.Arbitrary<Expression>[] = [
  joined('SET ', setAction),
  joined('REMOVE ', fc.oneof(path, inner)),
  fc
    .tuple(
      added,
      value(
        fc.oneof(
          { weight: 9, arbitrary: numberValue },
          { weight: 9, arbitrary: setValue },
          { weight: 1, arbitrary: stringValue },
        ),
      ),
    )
    .map(
      ([each, by]): Expression =>
        (scope) =>
          `ADD ${each(scope)} ${by(scope)}`,
    ),
  fc.tuple(added, value(fc.oneof({ weight: 15, arbitrary: setValue }, { weight: 1, arbitrary: anyValue }))).map(
    ([each, by]): Expression =>
      (scope) =>
        `DELETE ${each(scope)} ${by(scope)}`,
  ),
];

export const update: fc.Arbitrary<Expression> = fc
  .oneof(
    { weight: 4, arbitrary: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 2, maxLength: 3 }) },
  )
  .chain((chosen) => fc.tuple(...chosen.map((index) => sections[index] as fc.Arbitrary<Expression>)))
  .map((parts) => (scope) => parts.map((each) => each(scope)).join(' '));

export const projection: fc.Arbitrary<Expression> = disjoint(fc.oneof(path, inner), 4).map(
  (paths) => (scope) => paths.map((each) => each(scope)).join(', '),
);
