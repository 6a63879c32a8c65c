import type { Connection } from "./connection.ts";
import { type Argument, executeProcedure } from "./execute-procedure.ts";
import type { MeetFault } from "./faults.ts";
import { findProcedure } from "./find-procedure.ts";
import { type LoginRules, logIn } from "./log-in.ts";
import { type Reply, replyOf, replyToBatch, replyToError, replyToProcedure } from "./reply.ts";
import type { Session } from "./session-state.ts";
import { type SqlError, sqlError } from "./sql-error.ts";
import { parseBatch } from "./statements/parse-batch.ts";
import { notFound, runStatements } from "./statements/run-statements.ts";
import { isTextProcedure, runTextProcedure } from "./text-procedures.ts";
import { runTransactionRequest } from "./transactions.ts";
import { MalformedStream } from "./wire/byte-reader.ts";
import { type Message, packetType } from "./wire/packets.ts";
import { type RpcRequest, readRpcRequest, readSqlBatch, readTransactionRequest } from "./wire/rpc-request.ts";
import * as token from "./wire/tokens.ts";
import type { SqlValue } from "./wire/values.ts";

/** A request that came after a login. */
export interface Call {
  /** The procedure's name as the client wrote it; "batch" for SQL text sent as such. */
  readonly procedure: string;
  /** By name without the @, or by place ("0", "1" …); of a batch its `text`. */
  readonly parameters: Readonly<Record<string, SqlValue>>;
}

export interface SessionRules extends LoginRules {
  readonly meetFault: MeetFault;
  /** Aborted when the server goes away: what waits then waits no longer. */
  readonly stopping: () => AbortSignal;
  readonly onLogin: () => void;
  readonly onCall: (call: Call) => void;
}

/** Serves one client from its first byte to its last. */
export async function serveSession(connection: Connection, rules: SessionRules): Promise<void> {
  try {
    const login = await logIn(connection, rules, rules.meetFault);
    if (login === undefined) return;
    rules.onLogin();
    const { database } = rules;
    const session: Session = {
      database,
      login: {
        user: login.user,
        role: rules.logins.get(login.user)?.role ?? "his",
        applicationName: login.applicationName,
      },
      loggedInAt: database.now(),
      transaction: null,
      prepared: new Map(),
      cancelled: new AbortController().signal,
    };
    for (let message = await connection.next(); message !== undefined; message = await connection.next()) {
      session.cancelled = AbortSignal.any([connection.begin(), rules.stopping()]);
      const reply = await answer(message, session, rules);
      connection.settle();
      if (!deliver(reply, connection)) return;
    }
  } catch (fault) {
    if (!(fault instanceof MalformedStream)) throw fault;
    connection.drop();
  }
}

/** Whether the session goes on. A cancelled request is ended without a result; the attention after it gets a reply of its own. */
function deliver(reply: Reply, connection: Connection): boolean {
  switch (reply.kind) {
    case "tokens":
      connection.send(reply.tokens);
      if (reply.closes) connection.end();
      return !reply.closes;
    case "drop":
      connection.drop();
      return false;
    case "silence":
      return false;
    case "cancelled":
      connection.send(token.done("statement", { failed: true }));
      return true;
  }
}

async function answer(message: Message, session: Session, rules: SessionRules): Promise<Reply> {
  if (message.ignored) return replyOf(token.done("statement", { failed: true }));
  const reset = message.reset === "no" ? [] : [token.connectionReset()];
  if (message.reset !== "no") session.prepared.clear();
  if (message.reset === "all") session.transaction = null;
  const reply = await act(message, session, rules);
  if (session.cancelled.aborted) return { kind: "cancelled" };
  return reply.kind === "tokens" ? { ...reply, tokens: Buffer.concat([...reset, reply.tokens]) } : reply;
}

async function act(message: Message, session: Session, rules: SessionRules): Promise<Reply> {
  switch (message.type) {
    case packetType.rpc: {
      const request = readOrRefuse(message);
      return "number" in request ? replyToError(request, "procedure") : call(request, session, rules);
    }
    case packetType.sqlBatch:
      return runBatch(readSqlBatch(message.payload), session, rules);
    case packetType.transactionManager:
      return runTransactionRequest(readTransactionRequest(message.payload), session);
    case packetType.attention:
      return replyOf(token.done("statement", { cancelled: true }));
    default:
      throw new MalformedStream(`message type ${message.type} after the login`);
  }
}

/** A call with a type that is not spoken here is well framed: the client is told, and the connection lives. */
function readOrRefuse(message: Message): RpcRequest | SqlError {
  try {
    return readRpcRequest(message.payload);
  } catch (fault) {
    if (!(fault instanceof MalformedStream)) throw fault;
    return sqlError(8009, `The remote procedure call (RPC) protocol stream is incorrect: ${fault.message}.`);
  }
}

async function call(request: RpcRequest, session: Session, rules: SessionRules): Promise<Reply> {
  const parameters = request.parameters.map(
    ({ name, value }, index) => [name === "" ? String(index) : name, value] as const,
  );
  rules.onCall({ procedure: request.procedure, parameters: Object.fromEntries(parameters) });
  if (isTextProcedure(request.procedure)) return runTextProcedure(request, session, rules.meetFault);
  const procedure = findProcedure(request.procedure);
  if (procedure === undefined) return replyToError(notFound(request.procedure, 1), "procedure");
  const args: readonly Argument[] = request.parameters.map(({ name, output, useDefault, value }) => ({
    name,
    output,
    value: useDefault ? undefined : value,
  }));
  return replyToProcedure(procedure, args, await executeProcedure(procedure, args, session, rules.meetFault));
}

/** What every question of `catalogue.ts` has in it. */
const ASKS_CATALOGUE = /\bsys\.\w|\bHAS_PERMS_BY_NAME\b|\bsp_getapplock\b/;

async function runBatch(text: string, session: Session, rules: SessionRules): Promise<Reply> {
  rules.onCall({ procedure: "batch", parameters: { text } });
  const before = await rules.meetFault("batch", "before", session.cancelled);
  if (before !== undefined) return before.kind === "raise" ? replyToError(before.error, "statement") : before;
  // Loaded only when it is asked: most tests never do.
  const known = ASKS_CATALOGUE.test(text) ? (await import("./catalogue.ts")).answerCatalogue(text, session) : undefined;
  if (known !== undefined && "number" in known) return replyToError(known, "statement");
  if (known !== undefined) return replyToBatch({ results: [{ kind: "rows", resultSet: known }], stop: undefined });
  const statements = parseBatch(text);
  if ("number" in statements) return replyToError(statements, "statement");
  const run = await runStatements(statements, new Map(), session, rules.meetFault);
  const after = await rules.meetFault("batch", "after", session.cancelled);
  return replyToBatch(after === undefined ? run : { results: [], stop: after });
}
