import { type Reply, replyOf, replyToError } from "./reply.ts";
import type { Session } from "./session-state.ts";
import { sqlError } from "./sql-error.ts";
import type { TransactionRequest } from "./wire/rpc-request.ts";
import * as token from "./wire/tokens.ts";

let lastDescriptor = 0n;

/** BEGIN, COMMIT and ROLLBACK as clients send them, which is as messages of their own. */
export function runTransactionRequest(request: TransactionRequest, session: Session): Reply {
  const { transaction } = session;
  if (request === "begin" && transaction === null) {
    lastDescriptor += 1n;
    session.transaction = { descriptor: lastDescriptor, queued: [] };
    return replyOf(token.transactionBegun(lastDescriptor), token.done("statement", {}));
  }
  if (transaction === null || request === "begin" || request === "other") {
    return replyToError(sqlError(3900, `A transaction request (${request}) that is not served here.`), "statement");
  }
  if (request === "commit") session.database.tables.medical_insurance_requests.push(...transaction.queued);
  session.transaction = null;
  return replyOf(token.transactionEnded(request, transaction.descriptor), token.done("statement", {}));
}
