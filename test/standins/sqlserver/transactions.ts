import { type Reply, replyOf, replyToError } from "./reply.ts";
import type { Session } from "./session-state.ts";
import { sqlError } from "./sql-error.ts";
import type { TransactionRequest } from "./wire/rpc-request.ts";
import * as token from "./wire/tokens.ts";

let lastDescriptor = 0n;

/** BEGIN, COMMIT and ROLLBACK as clients send them, which is as messages of their own. */
export function runTransactionRequest({ kind, beginsNext }: TransactionRequest, session: Session): Reply {
  const { transaction } = session;
  if (kind === "begin" && transaction === null) return replyOf(begin(session), token.done("statement", {}));
  if (transaction === null || kind === "begin" || kind === "other") {
    return replyToError(sqlError(3900, `A transaction request (${kind}) that is not served here.`), "statement");
  }
  if (kind === "commit") session.database.tables.medical_insurance_requests.push(...transaction.queued);
  session.transaction = null;
  const ended = token.transactionEnded(kind, transaction.descriptor);
  return replyOf(ended, ...(beginsNext ? [begin(session)] : []), token.done("statement", {}));
}

function begin(session: Session): Buffer {
  lastDescriptor += 1n;
  session.transaction = { descriptor: lastDescriptor, queued: [] };
  return token.transactionBegun(lastDescriptor);
}
