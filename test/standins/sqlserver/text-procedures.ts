import type { MeetFault } from "./faults.ts";
import { innerTokens, type Reply, replyOf, replyToError } from "./reply.ts";
import type { PreparedText, Session } from "./session-state.ts";
import { type SqlError, sqlError } from "./sql-error.ts";
import { int, sqlTypeOf } from "./sql-type.ts";
import { parseBatch } from "./statements/parse-batch.ts";
import { runStatements } from "./statements/run-statements.ts";
import type { Variables } from "./statements/variables.ts";
import type { RpcParameter, RpcRequest } from "./wire/rpc-request.ts";
import * as token from "./wire/tokens.ts";

/** Where text, declarations and the first value are; the two that prepare begin with the handle, and sp_prepare has no values. */
const places: ReadonlyMap<string, { readonly text: number; readonly declarations: number; readonly values: number }> =
  new Map([
    ["sp_executesql", { text: 0, declarations: 1, values: 2 }],
    ["sp_prepare", { text: 2, declarations: 1, values: 4 }],
    ["sp_prepexec", { text: 2, declarations: 1, values: 3 }],
  ]);

/** The procedures by which clients send SQL text with typed values for its variables. */
export function isTextProcedure(name: string): boolean {
  return places.has(name.toLowerCase()) || ["sp_execute", "sp_unprepare"].includes(name.toLowerCase());
}

/** Sends, prepares, executes or forgets a text. sp_execute and sp_unprepare begin with the handle; values follow it. */
export async function runTextProcedure(request: RpcRequest, session: Session, meetFault: MeetFault): Promise<Reply> {
  const name = request.procedure.toLowerCase();
  const { parameters } = request;
  const handle = Number(parameters[0]?.value ?? 0);
  if (name === "sp_unprepare") {
    session.prepared.delete(handle);
    return replyOf(token.returnStatus(0), token.done("procedure", {}));
  }
  const place = places.get(name);
  const text =
    place === undefined
      ? (session.prepared.get(handle) ?? unknownHandle(handle))
      : readText(parameters[place.text], parameters[place.declarations]);
  if ("number" in text) return replyToError(text, "procedure");
  const prepared = place?.text === 2 ? [prepare(text, parameters[0]?.name ?? "", session)] : [];
  if (name === "sp_prepare") return replyOf(token.returnStatus(0), ...prepared, token.done("procedure", {}));

  const values = named(parameters.slice(place?.values ?? 1), text.declarations);
  const variables: Variables = new Map(
    values.map(({ name: key, type, value }) => [key.toLowerCase(), { type: sqlTypeOf(type), value }]),
  );
  const run = await runStatements(text.statements, variables, session, meetFault);
  const rows = innerTokens(run.results);
  if (run.stop?.kind === "raise") return replyToError(run.stop.error, "procedure", [rows]);
  if (run.stop !== undefined) return run.stop;
  const outputs = outputTokens(values, variables);
  return replyOf(rows, token.returnStatus(0), ...prepared, ...outputs, token.done("procedure", {}));
}

function readText(text: RpcParameter | undefined, declarations: RpcParameter | undefined): PreparedText | SqlError {
  const statements = parseBatch(String(text?.value ?? ""));
  return "number" in statements ? statements : { statements, declarations: String(declarations?.value ?? "") };
}

/** Keeps the text and gives its handle back. */
function prepare(text: PreparedText, parameter: string, session: Session): Buffer {
  const handle = Math.max(0, ...session.prepared.keys()) + 1;
  session.prepared.set(handle, text);
  return token.returnValue(0, parameter, int.wire, handle);
}

function unknownHandle(handle: number): SqlError {
  return sqlError(8179, `Could not find prepared statement with handle ${handle}.`);
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
