import { type SqlError, sqlError } from "../sql-error.ts";

/** A SELECT cannot be executed; it never leaves `runSelect`, which turns it into the error for the client. */
export class SqlRefusal extends Error {
  readonly error: SqlError;

  constructor(error: SqlError) {
    super(error.text);
    this.error = error;
  }
}

export function refuse(number: number, text: string): never {
  throw new SqlRefusal(sqlError(number, text));
}
