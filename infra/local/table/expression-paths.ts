// All document paths that an expression reads or writes.
import type { Condition, Operand, Path, Update, UpdateOperand } from './expression-ast.ts';

export function pathsOfCondition(condition: Condition): Path[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...pathsOfCondition(condition.left), ...pathsOfCondition(condition.right)];
    case 'not':
      return pathsOfCondition(condition.condition);
    case 'compare':
      return [condition.left, condition.right].flatMap(pathsOfOperand);
    case 'between':
      return [condition.operand, condition.low, condition.high].flatMap(pathsOfOperand);
    case 'in':
      return [condition.operand, ...condition.list].flatMap(pathsOfOperand);
    case 'function':
      return condition.operands.flatMap(pathsOfOperand);
  }
}

export function pathsOfUpdate(update: Update): Path[] {
  return [
    ...update.set.flatMap(({ path, value }) => [path, ...pathsOfUpdateOperand(value)]),
    ...update.remove,
    ...update.add.map(({ path }) => path),
    ...update.delete.map(({ path }) => path),
  ];
}

function pathsOfOperand(operand: Operand): Path[] {
  return operand.kind === 'path' ? [operand.path] : operand.kind === 'size' ? pathsOfOperand(operand.of) : [];
}

function pathsOfUpdateOperand(operand: UpdateOperand): Path[] {
  switch (operand.kind) {
    case 'path':
      return [operand.path];
    case 'value':
      return [];
    case 'if_not_exists':
      return [operand.path, ...pathsOfUpdateOperand(operand.otherwise)];
    case 'list_append':
    case 'arithmetic':
      return [...pathsOfUpdateOperand(operand.left), ...pathsOfUpdateOperand(operand.right)];
  }
}
