import { parameterName } from "../bind-arguments.ts";
import { type Argument, executeProcedure } from "../execute-procedure.ts";
import type { Cancelled, Fault, MeetFault } from "../faults.ts";
import { findProcedure } from "../find-procedure.ts";
import type { ResultSet } from "../procedure.ts";
import type { Session } from "../session-state.ts";
import { type SqlError, sqlError } from "../sql-error.ts";
import type { TypedView } from "../views/typed-view.ts";
import { runSelect } from "./run-select.ts";
import type { Statement } from "./statement.ts";
import { assign, cannotConvert, evaluate, undeclared, type Variables } from "./variables.ts";

/** What a statement has to show: rows, a procedure's return status, or nothing. */
export type StatementResult =
  | { readonly kind: "rows"; readonly resultSet: ResultSet }
  | { readonly kind: "executed"; readonly resultSet: ResultSet | undefined; readonly status: number }
  | { readonly kind: "nothing"; readonly resultSet?: never };

type Step = StatementResult | Fault | Cancelled;

export interface Run {
  readonly results: readonly StatementResult[];
  /** Why the statements after the last result were not run. */
  readonly stop: Fault | Cancelled | undefined;
}

/** Runs a batch's statements in order; an error ends the batch, as XACT_ABORT and THROW do. */
export async function runStatements(
  statements: readonly Statement[],
  variables: Variables,
  session: Session,
  meetFault: MeetFault,
): Promise<Run> {
  const results: StatementResult[] = [];
  for (const statement of statements) {
    const step = await runStatement(statement, variables, session, meetFault);
    switch (step.kind) {
      case "rows":
      case "executed":
      case "nothing":
        results.push(step);
        break;
      default:
        return { results, stop: step };
    }
  }
  return { results, stop: undefined };
}

async function runStatement(
  statement: Statement,
  variables: Variables,
  session: Session,
  meetFault: MeetFault,
): Promise<Step> {
  switch (statement.kind) {
    case "declare":
      return declare(statement, variables);
    case "execute":
      return execute(statement, variables, session, meetFault);
    case "select":
      return runSelect(statement, variables, session);
    case "createView":
      return createView(statement, session);
    case "grantView":
      return grantView(statement.view, session);
    case "use":
      return use(statement.database, session);
    case "waitFor":
    case "setting":
      return { kind: "nothing" };
  }
}

function declare(statement: Extract<Statement, { kind: "declare" }>, variables: Variables): Step {
  for (const { name, type, value } of statement.variables) {
    const key = name.toLowerCase();
    if (variables.has(key)) return raise(sqlError(134, `The variable name '@${name}' has already been declared.`));
    const initial = value === undefined ? null : evaluate(value, variables);
    if (initial === undefined) return raise(undeclared(value));
    variables.set(key, { type, value: null });
    if (!assign(variables, name, initial)) return raise(cannotConvert(name));
  }
  return { kind: "nothing" };
}

async function execute(
  statement: Extract<Statement, { kind: "execute" }>,
  variables: Variables,
  session: Session,
  meetFault: MeetFault,
): Promise<Step> {
  const procedure = findProcedure(statement.procedure);
  if (procedure === undefined) return raise(notFound(statement.procedure, statement.line));
  const args: Argument[] = [];
  for (const { name, value, output } of statement.args) {
    const evaluated = value === undefined ? undefined : evaluate(value, variables);
    if (value !== undefined && evaluated === undefined) return raise(undeclared(value));
    args.push({ name, value: evaluated, output });
  }
  const ending = await executeProcedure(procedure, args, session, meetFault);
  if (ending.kind !== "returned") return ending;
  for (const [index, { name, value, output }] of statement.args.entries()) {
    const parameter = parameterName(procedure, name, index);
    const given = parameter === undefined ? undefined : ending.outputs[parameter];
    if (!output || value?.kind !== "variable" || given === undefined) continue;
    if (!assign(variables, value.name, given)) return raise(cannotConvert(value.name));
  }
  const { status } = statement;
  if (status !== undefined && !assign(variables, status, ending.status)) return raise(cannotConvert(status));
  return { kind: "executed", resultSet: ending.resultSet, status: ending.status };
}

function createView({ name, source }: TypedView, { database, login }: Session): Step {
  if (login.role !== "owner") {
    return raise(sqlError(262, `CREATE VIEW permission denied in database '${database.name}'.`, { severity: 14 }));
  }
  const isGranted = database.typedViews.get(name)?.isGranted ?? false;
  database.typedViews.set(name, { source, isGranted });
  return { kind: "nothing" };
}

function grantView(name: string, { database, login }: Session): Step {
  const view = login.role === "owner" ? database.typedViews.get(name) : undefined;
  if (view === undefined) {
    const text = `Cannot find the object '${name}', because it does not exist or you do not have permission.`;
    return raise(sqlError(15151, text));
  }
  view.isGranted = true;
  return { kind: "nothing" };
}

function use(name: string, session: Session): Step {
  if (name.toLowerCase() === session.database.name.toLowerCase()) return { kind: "nothing" };
  return raise(sqlError(911, `Database '${name}' does not exist. Make sure that the name is entered correctly.`));
}

export function notFound(procedure: string, line: number): SqlError {
  return sqlError(2812, `Could not find stored procedure '${procedure}'.`, { state: 62, line });
}

function raise(error: SqlError): Step {
  return { kind: "raise", error };
}
