import { createHash } from "node:crypto";
import { declareProcedure, input, optional, output, returned } from "../procedure.ts";
import { type Database, type Session, visibleRequests } from "../session-state.ts";
import { int, nvarchar, varchar } from "../sql-type.ts";
import type { InterfaceClass, Mode, RequestRow } from "../tables.ts";
import { endWithError } from "./final-error.ts";
import { isJson } from "./is-json.ts";
import { rescueExpired } from "./rescue.ts";
import { throwError } from "./throw-error.ts";
import { waitUntilFinal } from "./wait.ts";

const name = "sp_medical_insurance_call";
const joinSeconds = 45;
const insideTransaction =
  "不能在未提交的事务里调用：处理程序读不到未提交的请求。请先 COMMIT 再调用（PowerBuilder 请设 SQLCA.AutoCommit = TRUE），或用 @mode = 'queue'，提交后由工作进程处理。";

/** What HIS calls: stores the request, starts the processor as the mode says, and gives the number under which the view has the answer. */
export const call = declareProcedure(
  name,
  {
    interface_code: input(varchar(50)),
    input_data: input(nvarchar("max")),
    result_id: output(int),
    mode: optional(varchar(10), "sync"),
  },
  async (values, session) => {
    const code = values.interface_code ?? "";
    const inputData = values.input_data ?? "";
    const mode = values.mode?.toLowerCase() ?? "";
    const faults = [
      ...codeFaults(code),
      ...inputFaults(inputData),
      ...(isMode(mode) ? [] : ["@mode 只能是 sync、async 或 queue；"]),
    ];
    if (!isMode(mode) || faults.length > 0) return throwError(name, 51001, `参数有误：${faults.join("")}`);
    if (mode !== "queue" && session.transaction !== null) return throwError(name, 51002, insideTransaction);
    if (session.transaction === null) rescueExpired(session.database);

    const twin = findOpenTwin(session, code, inputData);
    const request = twin ?? newRequest(session.database, code, inputData, mode);
    if (twin === undefined) insert(request, session);
    const hasProcessor = session.database.launch !== undefined;
    if (mode === "sync" && (twin !== undefined || !hasProcessor)) await waitUntilFinal(session, request, joinSeconds);
    if (mode !== "queue" && twin === undefined) await launch(request, session.database);
    return returned({ outputs: { result_id: request.request_id } });
  },
);

function codeFaults(code: string): readonly string[] {
  const length = code.trimEnd().length;
  if (length === 0) return ["@interface_code 为空；"];
  if (length > 10) return ["@interface_code 超过 10 个字符；"];
  return /^(?=.{4})\d+[A-Z]?$/.test(code)
    ? []
    : ["@interface_code 应为 4 位以上数字，末尾可带一个大写字母，不含空格；"];
}

function inputFaults(inputData: string): readonly string[] {
  if (inputData.trimEnd() === "") return ["@input_data 为空；"];
  return isJson(inputData) ? [] : ["@input_data 不是 JSON；"];
}

function isMode(mode: string): mode is Mode {
  return mode === "sync" || mode === "async" || mode === "queue";
}

/** A cashier who presses twice must not settle twice: the same class C request, still open or of unknown outcome, is joined. */
function findOpenTwin(session: Session, code: string, inputData: string): RequestRow | undefined {
  if (classOf(session.database, code) !== "C") return undefined;
  const hash = hashOf(inputData);
  return visibleRequests(session).findLast(
    (row) => row.interface_code === code && row.input_hash === hash && isOpenOrUnresolved(row),
  );
}

function isOpenOrUnresolved(row: RequestRow): boolean {
  if (row.status === "PENDING" || row.status === "PROCESSING") return true;
  return row.error_code === "OUTCOME_UNKNOWN" && row.resolution === null;
}

function newRequest(database: Database, code: string, inputData: string, mode: Mode): RequestRow {
  return {
    request_id: database.tables.next.request_id++,
    interface_code: code,
    input_data: inputData,
    status: "PENDING",
    create_time: database.now(),
    update_time: null,
    // Without xp_cmdshell a worker takes the row, whatever HIS asked for.
    mode: database.launch === undefined ? "queue" : mode,
    interface_class: classOf(database, code),
    input_hash: hashOf(inputData),
    msgid: null,
    attempt_count: 0,
    error_code: null,
    lease_token: null,
    lease_until: null,
    lease_owner: null,
    resolution: null,
    resolved_at: null,
    resolved_by: null,
    resolution_reference: null,
    resolution_note: null,
  };
}

/** An interface that the installation does not know is treated as one that moves money. */
function classOf(database: Database, code: string): InterfaceClass {
  return database.tables.medical_insurance_interfaces.find((row) => row.interface_code === code)?.class ?? "C";
}

/** HASHBYTES('SHA2_256', @input_data) hashes an nvarchar's bytes, which are UTF-16. */
function hashOf(inputData: string): string {
  return createHash("sha256").update(inputData, "utf16le").digest("hex");
}

function insert(request: RequestRow, session: Session): void {
  const rows = session.transaction?.queued ?? session.database.tables.medical_insurance_requests;
  rows.push(request);
}

/** Sync waits for the processor to end, async for `start` to have handed the run over; a row that nobody claimed was not started. */
async function launch(request: RequestRow, database: Database): Promise<void> {
  if (database.launch === undefined) return;
  const id = String(request.request_id);
  const { exitCode, firstLine } = await database.launch(request.mode === "sync" ? [id] : ["start", id]);
  if (request.status !== "PENDING" || (request.mode === "async" && exitCode === 0)) return;
  const reason = `返回值${exitCode === 0 ? "为零" : "非零"}，输出：${firstLine ?? "（无）"}`;
  const message = `医保处理程序没有运行，请求未发送，可以重新办理。原因：${reason}`.slice(0, 450);
  endWithError(database, request, { error_code: "LAUNCH_FAILED", err_msg: message, attempt: undefined });
}
