import assert from "node:assert/strict";
import { checkDatabase } from "../../../src/installation/check.ts";
import { installDatabase } from "../../../src/installation/install.ts";
import type { Database } from "../../../src/installation/installed.ts";
import { uninstallDatabase } from "../../../src/installation/uninstall.ts";
import { openNextAttempt } from "../../../src/store/attempt.ts";
import { claimNext, claimRequest } from "../../../src/store/claim.ts";
import { finishRequest } from "../../../src/store/finish.ts";
import { askLease } from "../../../src/store/holds.ts";
import { inspectDatabase } from "../../../src/store/inspect.ts";
import { listRequests } from "../../../src/store/list.ts";
import { readReportLines } from "../../../src/store/report-lines.ts";
import { rescueRequests } from "../../../src/store/rescue.ts";
import { resolveRequest } from "../../../src/store/resolve.ts";
import type { Parameter, ParameterType, Row, Session } from "../../../src/store/session.ts";
import { showRequest } from "../../../src/store/show.ts";
import { watchQueue } from "../../../src/store/watch.ts";
import type { Text } from "./text.ts";

/** What `db check`, `db install` and `db uninstall` send beside the scripts of sql/. */
export async function installationStatements(): Promise<readonly Text[]> {
  const sent = new Set<string>();
  const database: Database = {
    runBatch: async (sql) => {
      sent.add(sql);
      return { rows: rowsFor(sql), output: {} };
    },
  };
  await checkDatabase(database, []);
  const queries = [...sent];
  await installDatabase(database, { processorPath: "C:\\MI\\processor.exe", orgCode: "H12345678901", interfaces: [] });
  await uninstallDatabase(database, false);
  const scripts = [...sent].slice(queries.length).filter((sql) => !/CREATE|ALTER|DROP|GRANT|dbo\./.test(sql));
  const statements = [...queries, ...scripts];
  assert.ok(statements.length >= 10, statements.join("\n"));
  return statements.map((sql, index) => ({ name: `installation ${index + 1}`, sql }));
}

/** Enough of an installed database that every question is asked. */
function rowsFor(sql: string): readonly Row[] {
  if (sql.includes("sys.sql_modules")) {
    return [
      { name: "sp_medical_insurance_call", definition: "@processor nvarchar(260) = N'C:\\MI\\processor.exe'" },
      { name: "v_medical_insurance_current_database", definition: "" },
    ];
  }
  if (sql.includes("sys.foreign_keys")) {
    return [{ kind: "column", table_name: "medical_insurance_version", name: "version", detail: "int" }];
  }
  return [{ is_sysadmin: 1, sees_definitions: 1 }];
}

const TYPES: Readonly<Record<ParameterType, string>> = {
  int: "int",
  bit: "bit",
  varchar: "varchar(8000)",
  nvarchar: "nvarchar(max)",
  uniqueidentifier: "uniqueidentifier",
  datetime2: "datetime2(3)",
};

/** The procedures that the processor calls, with the parameters that it gives them. */
export async function processorCalls(): Promise<readonly Text[]> {
  const sent: Text[] = [];
  const call: Session["call"] = async (procedure, parameters) => {
    sent.push({ name: `call of ${procedure} ${sent.length}`, sql: callText(procedure, Object.entries(parameters)) });
    return { reason: "database-away", cause: "this session only records" };
  };
  const session: Session = { call, runBatch: () => assert.fail("the processor sends no batch"), close() {} };
  const procedures = { call, callWhileAwaited: callWhileAwaited(call), close() {} };
  const lease = { token: "", owner: "", seconds: 1, fixmedinsCode: "", requestedBy: "" };
  const attempt = {
    requestId: 1,
    attemptId: 1,
    leaseToken: "",
    outcome: "REPLIED",
    httpStatus: 200,
    durationMs: 1,
    sentAt: null,
    cause: null,
    requestBody: null,
  } as const;
  const ending = {
    status: "COMPLETED",
    errorCode: null,
    infcode: "0",
    errMsg: "",
    responseData: "",
    giveUpSeconds: 1,
  } as const;
  const anything = {
    limit: 1,
    status: null,
    errorCode: null,
    infno: null,
    interfaceClass: null,
    since: null,
    until: null,
    unreconciled: false,
  };
  await claimRequest(procedures, { requestId: 1, replay: false, confirmed: false }, lease, 1);
  await claimNext(procedures, lease, 1);
  await watchQueue(procedures, 1);
  await askLease(procedures, 1, lease, "C", 1);
  await openNextAttempt(procedures, attempt, "", 1);
  await finishRequest(procedures, { ...attempt, ...ending }, null, 1);
  await rescueRequests(procedures, null, 1);
  await readReportLines(session, { minutes: 1, reveal: false }, 1);
  await listRequests(session, anything, 1);
  await resolveRequest(session, 1, { resolution: "happened", reference: null, note: null }, 1);
  await showRequest(session, 1, 1);
  await inspectDatabase(session, 1);
  return sent;
}

function callWhileAwaited(call: Session["call"]): Session["call"] {
  return (procedure, parameters, untilMs) =>
    call(procedure, { ...parameters, awaited_ms: { type: "int", value: 1 } }, untilMs);
}

function callText(procedure: string, parameters: readonly (readonly [string, Parameter])[]): string {
  const declared = parameters.map(([name, { type }]) => `DECLARE @${name} ${TYPES[type]};`);
  const given = parameters.map(([name, { isOutput }]) => `@${name} = @${name}${isOutput === true ? " OUTPUT" : ""}`);
  return [...declared, `EXEC dbo.${procedure} ${given.join(", ")};`].join("\n");
}
