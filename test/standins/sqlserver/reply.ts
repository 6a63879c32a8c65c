import { parameterName } from "./bind-arguments.ts";
import type { Argument, Ending } from "./execute-procedure.ts";
import type { Cancelled, Fault } from "./faults.ts";
import type { Procedure, ResultSet } from "./procedure.ts";
import type { SqlError } from "./sql-error.ts";
import type { Run, StatementResult } from "./statements/run-statements.ts";
import * as token from "./wire/tokens.ts";

/** What the session does about a message: send tokens, or what a planned fault wants. */
export type Reply =
  | { readonly kind: "tokens"; readonly tokens: Buffer; readonly closes: boolean }
  | Exclude<Fault, { kind: "raise" }>
  | Cancelled;

const firstFatalSeverity = 20;

export function replyOf(...tokens: readonly Buffer[]): Reply {
  return { kind: "tokens", tokens: Buffer.concat(tokens), closes: false };
}

/** The reply to a remote procedure call: rows, return status, output values, and the end. */
export function replyToProcedure(procedure: Procedure, args: readonly Argument[], ending: Ending): Reply {
  if (ending.kind === "raise") return replyToError(ending.error, "procedure");
  if (ending.kind !== "returned") return ending;
  const outputs = args.flatMap((argument, index) => {
    const name = parameterName(procedure, argument.name, index);
    const parameter = name === undefined ? undefined : procedure.parameters[name];
    if (!argument.output || name === undefined || parameter === undefined) return [];
    const value = ending.outputs[name] ?? null;
    return [token.returnValue(index, argument.name, parameter.type.wire, value)];
  });
  return replyOf(innerTokens([ending]), token.returnStatus(ending.status), ...outputs, token.done("procedure", {}));
}

/** The reply to a batch: each statement's tokens in order, "more" on all ends but the last. */
export function replyToBatch(run: Run): Reply {
  const parts = run.results.filter((result) => result.kind !== "nothing");
  if (run.stop !== undefined && run.stop.kind !== "raise") return run.stop;
  if (run.stop === undefined && parts.length === 0) return replyOf(token.done("statement", {}));
  const tokens = parts.map((part, index) => statementTokens(part, run.stop !== undefined || index < parts.length - 1));
  return run.stop === undefined ? replyOf(...tokens) : replyToError(run.stop.error, "statement", tokens);
}

export function replyToError(fault: SqlError, of: "statement" | "procedure", before: readonly Buffer[] = []): Reply {
  const tokens = Buffer.concat([...before, token.error(fault), token.done(of, { failed: true })]);
  return { kind: "tokens", tokens, closes: fault.severity >= firstFatalSeverity };
}

/** The rows that a procedure, or statements inside sp_executesql, have selected. */
export function innerTokens(results: readonly { readonly resultSet?: ResultSet | undefined }[]): Buffer {
  const sets = results.flatMap(({ resultSet }) => resultSet ?? []);
  return Buffer.concat(
    sets.flatMap((set) => [rowTokens(set), token.done("inProcedure", { more: true, rows: set.rows.length })]),
  );
}

function statementTokens(result: StatementResult, more: boolean): Buffer {
  if (result.kind === "nothing") return Buffer.alloc(0);
  if (result.kind === "rows") {
    const { resultSet } = result;
    return Buffer.concat([rowTokens(resultSet), token.done("statement", { more, rows: resultSet.rows.length })]);
  }
  return Buffer.concat([innerTokens([result]), token.returnStatus(result.status), token.done("procedure", { more })]);
}

function rowTokens(set: ResultSet): Buffer {
  const columns = set.columns.map((column) => ({ name: column.name, type: column.type.wire }));
  return Buffer.concat([token.columnMetadata(columns), ...set.rows.map((values) => token.row(columns, values))]);
}
