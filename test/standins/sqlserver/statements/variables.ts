import { type SqlError, sqlError } from "../sql-error.ts";
import type { SqlType } from "../sql-type.ts";
import type { SqlValue } from "../wire/values.ts";
import type { Expression } from "./statement.ts";

export interface Variable {
  readonly type: SqlType;
  value: SqlValue;
}

/** Keyed by name in lower case. */
export type Variables = Map<string, Variable>;

/** Undefined for a variable that was not declared. */
export function evaluate(expression: Expression, variables: Variables): SqlValue | undefined {
  return expression.kind === "literal" ? expression.value : variables.get(expression.name.toLowerCase())?.value;
}

/** Whether there is such a variable and the value fits its type. */
export function assign(variables: Variables, name: string, value: SqlValue): boolean {
  const variable = variables.get(name.toLowerCase());
  if (variable === undefined) return false;
  const converted = value === null ? null : variable.type.convert(value);
  if (converted === undefined) return false;
  variable.value = converted;
  return true;
}

export function cannotConvert(name: string): SqlError {
  return sqlError(245, `Conversion failed when assigning to the variable '@${name}'.`);
}

export function undeclared(expression: Expression | undefined): SqlError {
  const name = expression?.kind === "variable" ? expression.name : "";
  return sqlError(137, `Must declare the scalar variable "@${name}".`, { severity: 15, state: 2 });
}
