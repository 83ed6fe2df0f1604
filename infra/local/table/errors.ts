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
