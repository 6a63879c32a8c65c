import { join } from "node:path";
import type { Say, Text } from "../language.ts";
import type { AnswerSpooled } from "../run/deliver-spooled.ts";
import type { Refusal } from "../store/claim.ts";
import {
  type CallRefused,
  DATABASE_NOT_ACCEPTED,
  isNoSpace,
  NOT_PERMITTED,
  type StoreFailure,
  VERSION_MISMATCH,
} from "../store/failure.ts";
import type { Saved } from "../store/spool/spool.ts";

export function refusalInEnglish(refusal: Refusal): string {
  switch (refusal) {
    case "MISSING":
      return "there is no such request";
    case "TAKEN":
      return "another process is working on it";
    case "DONE":
      return "it has ended already; use `processor replay` to send it again";
    case "CONFIRM":
      return "the insurer has replied to it or may have acted on it: read its row in v_medical_insurance_result first; to send it again in spite of that, repeat the command with --confirm and the same id";
    case "HAPPENED":
      return "a person has recorded that the insurer did it; it is not sent again";
    case "LATER":
      return "nothing of it was sent, and HIS has stored a later request for the same business act, under which it may be done: `processor show` names that one; to send this one in spite of that, repeat the command with --confirm and the same id";
    case "CONFLICT":
      return "its replies contradict each other: read its row in v_medical_insurance_unreconciled and have its outcome recorded; no confirmation sends it again";
    case "BLOCKED":
      return "another request for the same business act is open, or its outcome is unknown: wait for it, or have its outcome recorded; no confirmation of this one sends it";
  }
}

export function keptInEnglish(spooledAs: string | null): string {
  return spooledAs === null ? "THE SPOOL DID NOT TAKE IT EITHER" : `kept in the spool as ${spooledAs}`;
}

/** Of a process that was ended at its deadline. */
export function cutOffInEnglish([saved]: readonly Saved[]): string {
  return saved === undefined
    ? "the process was held up until its deadline and has ended: read the row in v_medical_insurance_result"
    : `it has an outcome, but the deadline passed before the database had stored it; ${keptInEnglish(saved.spooledAs)}`;
}

export function answerSpooledInEnglish({ folder, file, why }: AnswerSpooled): string {
  return (
    `nothing was sent: the spool may hold an answer of this request that the database does not have (${join(folder, file)}: ${why}); ` +
    "remove the cause and repeat, so that it is delivered first; what was rejected is delivered with `processor spool deliver --rejected`"
  );
}

export function storeFailureText(failure: StoreFailure, say: Say): string {
  switch (failure.reason) {
    case "database-away":
      return say({
        zh: `数据库连接不上：${failure.cause}`,
        en: `the database cannot be reached: ${failure.cause}`,
      });
    case "instance-away":
      return say({
        zh: `命名实例连接不上：${failure.cause}；请检查服务器上的 SQL Server Browser 服务是否运行、UDP 1434 是否开放，或者写明实例的端口：在 database.connection_string 里写 SERVER=主机,端口`,
        en:
          `the named instance cannot be reached: ${failure.cause}; check that the service SQL Server Browser runs on the server and ` +
          "that UDP 1434 is open, or write the port of the instance: SERVER=host,port in database.connection_string",
      });
    case "database-busy":
      return say({
        zh: `重试之后数据库仍然忙：${failure.cause}`,
        en: `the database was still busy after retries: ${failure.cause}`,
      });
    case "login-refused": {
      const { number, cause } = failure;
      return say({
        zh: `数据库拒绝登录${number === null ? "" : `（错误 ${number}）`}：${cause}；请检查 database.connection_string 里的 UID、PWD 和 DATABASE`,
        en:
          `the database refused the login${number === null ? "" : ` with error ${number}`}: ${cause}; ` +
          "check UID, PWD and DATABASE of database.connection_string",
      });
    }
    case "encryption-refused":
      if (failure.cause.includes("protocol"))
        return say({
          zh: `与数据库的 TLS 连接失败：${failure.cause}；服务器只支持 TLS 1.0 或 1.1 时，请设置 database.tls_min_version`,
          en: `TLS with the database failed: ${failure.cause}; for a server that has TLS 1.0 or 1.1 only, set database.tls_min_version`,
        });
      return say({
        zh: `与数据库的 TLS 连接失败：${failure.cause}；请给服务器换上可信的证书，或在 database.connection_string 里写 TrustServerCertificate=yes（或 Encrypt=no）`,
        en:
          `TLS with the database failed: ${failure.cause}; give the server a trusted certificate, ` +
          "or write TrustServerCertificate=yes (or Encrypt=no) into database.connection_string",
      });
    case "call-invalid":
      return say({
        zh: `无法据此调用数据库，这是本程序的缺陷：${failure.cause}`,
        en: `no call to the database could be made of this, which is a defect of this program: ${failure.cause}`,
      });
    case "call-refused":
      return refusedCallText(failure, say);
  }
}

/** While it is tried again. @param until as the log writes a time */
export function awayText({ cause }: StoreFailure, until: string): Text {
  const time = until.slice(11, 19);
  return {
    zh: `数据库连接不上（${cause}）；重试到 ${time}`,
    en: `the database cannot be reached (${cause}); it is tried again until ${time}`,
  };
}

const OPERATORS_PROCEDURES = /sp_medical_insurance_(?:report|resolve)\b/;

function refusedCallText({ number, cause }: CallRefused, say: Say): string {
  switch (number) {
    case VERSION_MISMATCH:
      return say({
        zh: "数据库对象与本程序的版本不一致：请用本版本执行 processor db install",
        en: "the database objects have another version than this program: run `processor db install` of this version",
      });
    case DATABASE_NOT_ACCEPTED:
      return say({
        zh: "数据库被还原、复制、移动或改名，等待中的请求可能已经发送过：没有认领任何请求；请 DBA 核实备份之后发送的请求，再执行 EXEC dbo.sp_medical_insurance_accept_database",
        en:
          "the database was restored, copied, moved or renamed, and what waits in it may have been sent already: nothing was claimed; " +
          "a DBA settles what was sent since the backup and runs EXEC dbo.sp_medical_insurance_accept_database",
      });
    case NOT_PERMITTED: {
      const role = OPERATORS_PROCEDURES.test(cause) ? "medical_insurance_operator" : "medical_insurance_processor";
      return say({
        zh: `database.connection_string 的登录名没有权限（${cause}）：请 DBA 执行 ALTER ROLE ${role} ADD MEMBER <该登录名的用户>`,
        en:
          `the login of database.connection_string has no right to do this (${cause}): ` +
          `a DBA runs ALTER ROLE ${role} ADD MEMBER <the user of this login>`,
      });
    }
    default:
      if (isNoSpace(number)) {
        return say({
          zh: `数据库空间不足（${cause}）：请 DBA 扩大 HIS 数据库的文件或清理所在的磁盘；错误 9002 请备份日志`,
          en:
            `the database has no space (${cause}): the DBA enlarges the files of the HIS database or makes space on their disk, ` +
            "and for error 9002 backs up its log",
        });
      }
      return say({
        zh: `数据库拒绝调用：${cause}；请用 \`processor db check\` 检查安装`,
        en: `the database refused the call: ${cause}; check the installation with \`processor db check\``,
      });
  }
}
