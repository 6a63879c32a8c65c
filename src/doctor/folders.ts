import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCodeOf } from "../error-text.ts";
import type { Text } from "../language.ts";
import { probeFolder } from "../writable-folder.ts";
import { type Finding, fail, pass, skip, warn } from "./check.ts";

const MAKE_WRITABLE: Text = {
  zh: "让运行处理程序的账户能在其中新建、改名和删除文件，并确认磁盘没有满",
  en: "let the account of the processor make, rename and delete files there, and see that the disk is not full",
};

function writable(folder: string): Finding {
  return pass({ zh: `${folder} 可以写入`, en: `${folder} can be written` });
}

export function checkLogFolder(folder: string): Finding {
  const code = whyNotWritable(folder);
  if (code === null) return writable(folder);
  return fail(
    "log-not-writable",
    { zh: `日志目录 ${folder} 不能写入（${code}）`, en: `the log folder ${folder} cannot be written (${code})` },
    MAKE_WRITABLE,
  );
}

export function checkSpoolFolder(folder: string): Finding {
  const code = whyNotWritable(folder);
  if (code === null) return writable(folder);
  return fail(
    "spool-not-writable",
    {
      zh: `暂存目录 ${folder} 不能写入（${code}）：数据库没有保存的应答会丢失`,
      en: `the spool folder ${folder} cannot be written (${code}): a reply that the database does not take would be lost`,
    },
    MAKE_WRITABLE,
  );
}

/** A folder that is not there is not made: whether it could be is asked of the next one above. */
function whyNotWritable(folder: string): string | null {
  if (existsSync(folder)) return probeFolder(folder);
  try {
    accessSync(nearest(folder), constants.W_OK);
    return statSync(nearest(folder)).isDirectory() ? null : "ENOTDIR";
  } catch (error) {
    return errorCodeOf(error);
  }
}

/** The folder itself, or the next one above that is there. */
function nearest(folder: string): string {
  const above = dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearest(above);
}

const MEGABYTE = 1_048_576;
const FULL_BELOW_MB = 100;
const SCARCE_BELOW_MB = 1024;

/** The space that is free where the spool is. */
export async function checkDisk(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(nearest(folder));
  const freeMb = Math.floor((bavail * bsize) / MEGABYTE);
  const finding: Text = {
    zh: `${folder} 所在的磁盘剩余 ${freeMb} MB`,
    en: `${freeMb} MB are free on the disk of ${folder}`,
  };
  if (freeMb < FULL_BELOW_MB)
    return fail("disk-full", finding, {
      zh: "清理磁盘：数据库连接不上时暂存目录需要空间",
      en: "make space: the spool needs it when the database is away",
    });
  if (freeMb < SCARCE_BELOW_MB) return warn(finding, { zh: "尽早清理磁盘", en: "make space before it is needed" });
  return pass(finding);
}

const OTHERS_MAY_WRITE = 0o022;
const OTHERS_MAY_READ = 0o004;

/**
 * Whoever can write to the program's folder, or to what is in it, replaces the program, its configuration or a schema, or removes what
 * the spool keeps; whoever can read the configuration has its secrets.
 */
export function checkProgramFolder(program: string, configuration: string): Finding {
  const folder = dirname(program);
  if (process.platform === "win32") {
    return skip(
      { zh: "Windows 上不读取目录的权限", en: "the rights of the folder are not read on Windows" },
      {
        zh: `用 icacls "${folder}" 查看：只有管理员可以写入，只有管理员和运行处理程序的账户可以读取 config.json`,
        en: `icacls "${folder}" shows them: only administrators may write there, and only they and the account of the processor may read config.json`,
      },
    );
  }
  const open = [...new Set([folder, program, configuration, ...entriesOf(folder)])].filter(mayOthersWrite);
  if (open.length > 0) {
    return warn(
      {
        zh: `所有者以外的账户可以写入 ${open.join(" 和 ")}`,
        en: `others than its owner may write to ${open.join(" and ")}`,
      },
      command(`chmod go-w ${open.join(" ")}`),
    );
  }
  if ((statSync(configuration).mode & OTHERS_MAY_READ) !== 0) {
    return warn(
      {
        zh: `所有账户都可以读取 ${configuration}，其中有密钥`,
        en: `every account may read ${configuration}, which has secrets`,
      },
      command(`chmod o-r ${configuration}`),
    );
  }
  return pass({
    zh: `只有所有者可以写入 ${folder} 和其中的文件、目录`,
    en: `only its owner may write to ${folder} and to what is in it`,
  });
}

function command(line: string): Text {
  return { zh: line, en: line };
}

/** None where this account may not list the folder. */
function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** What a link leads to counts; one that leads nowhere does not. */
function mayOthersWrite(path: string): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  return status !== undefined && (status.mode & OTHERS_MAY_WRITE) !== 0;
}
