import type { Argument } from "./execute-procedure.ts";
import type { Parameter, Procedure } from "./procedure.ts";
import { type SqlError, sqlError } from "./sql-error.ts";
import type { SqlValue } from "./wire/values.ts";

export type Binding =
  | { readonly kind: "bound"; readonly values: Readonly<Record<string, SqlValue>> }
  | { readonly kind: "raise"; readonly error: SqlError };

/** Puts arguments to a procedure's parameters, by name or place, with the refusals that SQL Server has for it. */
export function bindArguments(procedure: Procedure, args: readonly Argument[]): Binding {
  const { name: procedureName, parameters } = procedure;
  const given = new Map<string, SqlValue | undefined>();
  for (const [index, argument] of args.entries()) {
    const name = parameterName(procedure, argument.name, index);
    if (name === undefined && argument.name === "")
      return refuse(8144, "has too many arguments specified", procedureName);
    if (name === undefined) {
      return raise(8145, `@${argument.name} is not a parameter for procedure ${procedureName}.`, procedureName);
    }
    if (given.has(name)) return refuse(8143, `was given parameter '@${name}' more than once`, procedureName);
    given.set(name, argument.value);
  }
  const values: Record<string, SqlValue> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = given.get(name) === undefined ? parameter.default : given.get(name);
    if (value === undefined) return refuse(201, `expects parameter '@${name}', which was not supplied`, procedureName);
    const converted = convert(parameter, value);
    if (converted === undefined) {
      return raise(8114, `Error converting data type ${typeof value} to ${parameter.type.text}.`, procedureName);
    }
    values[name] = converted;
  }
  return { kind: "bound", values };
}

/** A parameter's declared name, by what the caller wrote (in any case) or, when that is empty, by its place. */
export function parameterName(procedure: Procedure, given: string, index: number): string | undefined {
  if (Object.hasOwn(procedure.parameters, given)) return given;
  const names = Object.keys(procedure.parameters);
  return given === "" ? names[index] : names.find((name) => name.toLowerCase() === given.toLowerCase());
}

function convert(parameter: Parameter, value: SqlValue): SqlValue | undefined {
  return value === null ? null : parameter.type.convert(value);
}

function refuse(number: number, what: string, procedure: string): Binding {
  return raise(number, `Procedure or function '${procedure}' ${what}.`, procedure);
}

function raise(number: number, text: string, procedure: string): Binding {
  return { kind: "raise", error: sqlError(number, text, { procedure }) };
}
