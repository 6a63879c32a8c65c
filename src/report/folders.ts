import type { Say, Text } from "../language.ts";
import type { FolderWarning } from "../run/look-at-folders.ts";
import type { SpoolCounts } from "../store/spool/spool.ts";

export function folderWarningText({ use, folder, code }: FolderWarning): Text {
  const what: Text =
    use === "spool"
      ? { zh: "数据库没有保存的应答会丢失", en: "a reply that the database does not take would be lost" }
      : { zh: "日志没有写入", en: "nothing is written to the log" };
  return {
    zh: `${use === "spool" ? "暂存" : "日志"}目录 ${folder} 不能写入（${code}）：${what.zh}；让本进程的账户能在其中新建、改名和删除文件，并确认磁盘没有满`,
    en:
      `the ${use} folder ${folder} cannot be written (${code}): ${what.en}; ` +
      "let the account of this process make, rename and delete files there, and see that the disk is not full",
  };
}

/** What the spool keeps and does not deliver by itself; empty when there is nothing. */
export function spoolLeftText(folder: string, counts: SpoolCounts | null, say: Say): string {
  if (counts === null)
    return say({ zh: `；暂存目录 ${folder} 无法列出`, en: `; the spool ${folder} cannot be listed` });
  const kinds: readonly (readonly [number, Text])[] = [
    [counts.rejected, { zh: "被拒收", en: "rejected" }],
    [counts.foreign, { zh: "属于其他数据库", en: "of another database" }],
    [counts.unfinished, { zh: "没有写完", en: "not written to the end" }],
  ];
  const left = kinds
    .filter(([count]) => count > 0)
    .map(([count, kind]) => say({ zh: `${kind.zh} ${count} 个`, en: `${count} ${kind.en}` }));
  if (left.length === 0) return "";
  return say({ zh: `；暂存目录 ${folder} 里：${left.join("，")}`, en: `; in the spool ${folder}: ${left.join(", ")}` });
}
