import { isNoSpace } from "../store/failure.ts";
import { type Finding, fail } from "./check.ts";

/** As session.ts writes the cause of a refused call. */
export function isFullCause(cause: string): boolean {
  const [, number] = /^error (\d+) /.exec(cause) ?? [];
  return number !== undefined && isNoSpace(Number(number));
}

export function fullText(cause: string): Finding {
  return fail(
    "database-full",
    {
      zh: `数据库没有空间保存应答（${cause}）`,
      en: `the database has no space for a reply (${cause})`,
    },
    cause.includes("9002")
      ? {
          zh: "请 DBA 备份或扩大 HIS 数据库的事务日志",
          en: "the DBA backs up or enlarges the transaction log of the HIS database",
        }
      : {
          zh: "请 DBA 扩大 HIS 数据库的文件，或清理所在的磁盘",
          en: "the DBA enlarges the files of the HIS database, or makes space on their disk",
        },
    "processor spool deliver",
  );
}
