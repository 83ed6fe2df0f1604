/** An error as DynamoDB answers it: `name` is the exception's short name, `body` its fields beside the message. */
export class TableError extends Error {
  readonly statusCode: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(name: string, message: string, statusCode = 400, body: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
    this.body = body;
  }
}

/** A request that is wrong in itself; never retried. */
export function validationError(message: string): TableError {
  return new TableError('ValidationException', message);
}

/** The parameter values do not fit the table, in DynamoDB's usual opening words. */
export function invalidValues(detail: string): TableError {
  return validationError(`One or more parameter values were invalid: ${detail}`);
}

/** A key that does not fit its table: a ValidationException, and in a transaction the reason of one action. */
export class KeySchemaMismatch extends TableError {
  constructor(message: string) {
    super('ValidationException', message);
  }
}

/** Turns a key that does not fit its table into a reason, and lets every other error pass. */
export function mismatchOf<Result>(work: () => Result): Result | TableError {
  try {
    return work();
  } catch (error) {
    if (error instanceof KeySchemaMismatch) {
      return error;
    }
    throw error;
  }
}
