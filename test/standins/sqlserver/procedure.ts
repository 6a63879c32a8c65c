import type { Session } from "./session-state.ts";
import type { SqlError } from "./sql-error.ts";
import type { SqlType } from "./sql-type.ts";
import type { SqlValue } from "./wire/values.ts";

export interface Column {
  readonly name: string;
  readonly type: SqlType;
}

export interface ResultSet {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly SqlValue[])[];
}

export interface Returned {
  readonly kind: "returned";
  readonly status: number;
  readonly resultSet?: ResultSet;
  /** The values of the output parameters that the procedure has set. */
  readonly outputs: Readonly<Record<string, SqlValue>>;
}

/** What a procedure gives back, or the error it raises. */
export type Outcome = Returned | { readonly kind: "raise"; readonly error: SqlError };

/** A parameter as CREATE PROCEDURE declares it; without a default the caller must give it, be it as NULL. */
export interface Parameter<T extends SqlValue = SqlValue> {
  readonly type: SqlType<T>;
  readonly output: boolean;
  readonly default?: SqlValue;
}

export type Parameters = Readonly<Record<string, Parameter>>;

type Arguments<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T | null : never;
};

export interface Procedure {
  readonly name: `sp_${string}`;
  readonly parameters: Parameters;
  readonly run: (values: Readonly<Record<string, SqlValue>>, session: Session) => Outcome | Promise<Outcome>;
}

export function input<T extends SqlValue>(type: SqlType<T>): Parameter<T> {
  return { type, output: false };
}

export function optional<T extends SqlValue>(type: SqlType<T>, value: T | null): Parameter<T> {
  return { type, output: false, default: value };
}

export function output<T extends SqlValue>(type: SqlType<T>): Parameter<T> {
  return { type, output: true };
}

export function optionalOutput<T extends SqlValue>(type: SqlType<T>): Parameter<T> {
  return { type, output: true, default: null };
}

/** Declares a stored procedure; `run` is called with every parameter bound and converted to its declared type. */
export function declareProcedure<P extends Parameters>(
  name: `sp_${string}`,
  parameters: P,
  run: (values: Arguments<P>, session: Session) => Outcome | Promise<Outcome>,
): Procedure {
  // bindArguments puts into `values` what each parameter's own `convert` gave, or null: that is Arguments<P>.
  return { name, parameters, run: (values, session) => run(values as Arguments<P>, session) };
}

export function returned(facts: Partial<Omit<Returned, "kind">> = {}): Outcome {
  return { status: 0, outputs: {}, ...facts, kind: "returned" };
}

export function raised(error: SqlError): Outcome {
  return { kind: "raise", error };
}
