import { isAccepted } from "../identity.ts";
import { declareProcedure, input, optional, output, returned } from "../procedure.ts";
import { type Database, type Session, visibleRequests } from "../session-state.ts";
import { int, nvarchar, varchar } from "../sql-type.ts";
import type { Mode, RequestRow } from "../tables.ts";
import { becauseOf } from "../views/next-action.ts";
import { sayUnsent } from "./blocked.ts";
import { endWithError } from "./final-error.ts";
import { isJson } from "./is-json.ts";
import { makeMsgid, recordedCode } from "./make-msgid.ts";
import { holdBack } from "./outage.ts";
import { hashOf, requestKeyOf, visitOf } from "./request-key.ts";
import { rescueExpired } from "./rescue.ts";
import { throwError } from "./throw-error.ts";
import { findUnsettled } from "./unsettled.ts";
import { waitUntilFinal } from "./wait.ts";

const name = "sp_medical_insurance_call";
/** How long a sync call waits for a request that no process has claimed yet. */
const unclaimedSeconds = 45;
/** A lease is so much longer than the deadline of its process. */
const leaseMarginSeconds = 30;
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

    const { request, isNew, heldBack } = joinOrStore(session, code, inputData, mode);
    const mayGoOn = mode !== "queue" && request.error_code !== "BLOCKED" && heldBack === null;
    if (mayGoOn) await startOrWait(session, request, isNew, mode);
    return returned({ outputs: { result_id: request.request_id } });
  },
);

/** A cashier who presses twice must not settle twice: the same text gets the unsettled request's row, another text is not sent. */
function joinOrStore(
  session: Session,
  code: string,
  inputData: string,
  mode: Mode,
): { readonly request: RequestRow; readonly isNew: boolean; readonly heldBack: string | null } {
  const asked = newRequest(session, code, inputData, mode);
  const { request_key: key, input_hash: hash } = asked;
  const unsettled = findUnsettled(visibleRequests(session), { code, key, hash });
  const isJoined = unsettled?.input_hash === hash;
  const waits = isJoined && unsettled.status === "PENDING" && unsettled.mode === "queue";
  const mayBeHeld = mode !== "queue" && (unsettled === undefined || waits);
  const heldBack = mayBeHeld ? holdBack(session.database) : null;
  if (isJoined) return { request: unsettled, isNew: false, heldBack };
  const { tables } = session.database;
  const request = {
    ...asked,
    request_id: tables.next.request_id++,
    msgid: makeMsgid(tables, recordedCode(tables), session.database.now()),
    ...(heldBack === null ? {} : HELD_BACK),
    ...(unsettled === undefined ? {} : blockedBy(unsettled)),
  };
  insert(request, session);
  if (unsettled !== undefined) {
    const reason = "入参与同一笔业务未结束的请求不同，未发送。";
    sayUnsent(session.database, request, `${reason}${becauseOf(unsettled.request_id, unsettled)}`);
  }
  if (heldBack !== null) sayUnsent(session.database, request, heldBack);
  return { request, isNew: true, heldBack };
}

const HELD_BACK: Pick<RequestRow, "status" | "error_code"> = { status: "ERROR", error_code: "NOT_SENT" };

function blockedBy({ request_id }: RequestRow): Pick<RequestRow, "status" | "error_code" | "blocked_by"> {
  return { status: "ERROR", error_code: "BLOCKED", blocked_by: request_id };
}

/** A new row is started; so is a joined row of the queue, which no worker may be there to take. Any other is waited for. */
async function startOrWait(session: Session, request: RequestRow, isNew: boolean, mode: Mode): Promise<void> {
  const { database } = session;
  const isStarted =
    database.launch !== undefined && (isNew || (request.status === "PENDING" && request.mode === "queue"));
  if (isStarted) {
    const end = isAccepted(database) ? await launch(request, mode, database) : NOT_STARTED;
    if (isNew) recordLaunch(request, end, database);
  }
  if (mode === "sync" && !(isNew && isStarted))
    await waitUntilFinal(session, request, secondsToWait(request, database));
}

/** Until the deadline of the process that has the request. */
function secondsToWait({ status, lease_until }: RequestRow, { now }: Database): number {
  if (status !== "PROCESSING" || lease_until === null) return unclaimedSeconds;
  return Math.max(0, Math.floor((lease_until.getTime() - now().getTime()) / 1000) - leaseMarginSeconds);
}

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

function newRequest({ database, login }: Session, code: string, inputData: string, mode: Mode): RequestRow {
  const known = database.tables.medical_insurance_interfaces.find((row) => row.interface_code === code);
  // An interface that the installation does not know is treated as one that moves money.
  const interface_class = known?.class ?? "C";
  const keyFields = interface_class === "C" ? (known?.key_fields ?? null) : null;
  return {
    // Its number and its msgid are given when it is stored.
    request_id: 0,
    interface_code: code,
    input_data: inputData,
    status: "PENDING",
    create_time: database.now(),
    update_time: null,
    // Without xp_cmdshell a worker takes the row, whatever HIS asked for.
    mode: database.launch === undefined ? "queue" : mode,
    interface_class,
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
    request_key: interface_class === "A" ? null : requestKeyOf(keyFields, inputData),
    blocked_by: null,
    conflict_at: null,
    asked_mode: mode,
    due_at: database.now(),
    mdtrt_id: mode === "queue" ? visitOf(inputData) : null,
    called_by: login.user,
    called_from: login.applicationName,
  };
}

function insert(request: RequestRow, session: Session): void {
  const rows = session.transaction?.queued ?? session.database.tables.medical_insurance_requests;
  rows.push(request);
}

const NOT_STARTED: LaunchEnd = { exitCode: 1, firstLine: undefined };

interface LaunchEnd {
  readonly exitCode: number;
  readonly firstLine: string | undefined;
}

/** Sync waits for the processor to end, async for `start` to have handed the run over. */
function launch(request: RequestRow, mode: Mode, database: Database): Promise<LaunchEnd> | undefined {
  const id = String(request.request_id);
  return database.launch?.(mode === "sync" ? [id] : ["start", id]);
}

/** A row of this call that nobody claimed was not started. */
function recordLaunch(request: RequestRow, end: LaunchEnd | undefined, database: Database): void {
  if (end === undefined || request.status !== "PENDING" || (request.mode === "async" && end.exitCode === 0)) return;
  const reason = isAccepted(database)
    ? `返回值${end.exitCode === 0 ? "为零" : "非零"}，输出：${end.firstLine ?? "（无）"}`
    : "数据库被还原、复制、移动或改名，管理员认可之前不发送任何请求";
  const message = `医保处理程序没有运行，请求未发送，可以重新办理。原因：${reason}`.slice(0, 450);
  endWithError(database, request, { error_code: "LAUNCH_FAILED", err_msg: message, attempt: undefined });
}
