/** An error as SQL Server reports it: the number is what programs act on. */
export interface SqlError {
  readonly number: number;
  readonly text: string;
  readonly state: number;
  /** SQL Server's "class": 10 and less is information, 20 and more ends the connection. */
  readonly severity: number;
  readonly procedure: string;
  readonly line: number;
}

export function sqlError(number: number, text: string, facts: Partial<SqlError> = {}): SqlError {
  return { number, text, state: 1, severity: 16, procedure: "", line: 1, ...facts };
}
