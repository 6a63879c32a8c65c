import type { MeetFault } from "./faults.ts";
import { innerTokens, type Reply, replyOf, replyToError } from "./reply.ts";
import type { Session } from "./session-state.ts";
import { int, sqlTypeOf } from "./sql-type.ts";
import { parseBatch } from "./statements/parse-batch.ts";
import { runStatements } from "./statements/run-statements.ts";
import type { Variables } from "./statements/variables.ts";
import type { RpcParameter, RpcRequest } from "./wire/rpc-request.ts";
import * as token from "./wire/tokens.ts";

const textProcedures: readonly string[] = ["sp_executesql", "sp_prepexec", "sp_unprepare"];
/** Nothing is kept of a prepared text, so one handle is as good as another. */
const handle = 1;

/** The procedures by which clients send SQL text with typed values for its variables. */
export function isTextProcedure(name: string): boolean {
  return textProcedures.includes(name.toLowerCase());
}

/** sp_executesql (text, declarations, values…), sp_prepexec (handle, declarations, text, values…), sp_unprepare (handle). */
export async function runTextProcedure(request: RpcRequest, session: Session, meetFault: MeetFault): Promise<Reply> {
  const name = request.procedure.toLowerCase();
  if (name === "sp_unprepare") return replyOf(token.returnStatus(0), token.done("procedure", {}));
  const isPrepared = name === "sp_prepexec";
  const { parameters } = request;
  const statements = parseBatch(String(parameters[isPrepared ? 2 : 0]?.value ?? ""));
  if ("number" in statements) return replyToError(statements, "procedure");

  const values = named(parameters.slice(isPrepared ? 3 : 2), String(parameters[1]?.value ?? ""));
  const variables: Variables = new Map(
    values.map(({ name: key, type, value }) => [key.toLowerCase(), { type: sqlTypeOf(type), value }]),
  );
  const run = await runStatements(statements, variables, session, meetFault);
  const rows = innerTokens(run.results);
  if (run.stop?.kind === "raise") return replyToError(run.stop.error, "procedure", [rows]);
  if (run.stop !== undefined) return run.stop;
  const prepared = isPrepared ? [token.returnValue(0, parameters[0]?.name ?? "", int.wire, handle)] : [];
  const outputs = outputTokens(values, variables);
  return replyOf(rows, token.returnStatus(0), ...prepared, ...outputs, token.done("procedure", {}));
}

/** Values that count by their place take the declared names; the declared types are those of the values. */
function named(values: readonly RpcParameter[], declarations: string): readonly RpcParameter[] {
  const names = [...declarations.matchAll(/@([\p{L}\p{N}_@#$]+)/gu)].map(([, name]) => name);
  return values.map((value, index) => (value.name === "" ? { ...value, name: names[index] ?? "" } : value));
}

function outputTokens(values: readonly RpcParameter[], variables: Variables): readonly Buffer[] {
  const outputs = values.filter((value) => value.output);
  return outputs.map(({ name, type }, index) =>
    token.returnValue(index, name, type, variables.get(name.toLowerCase())?.value ?? null),
  );
}
