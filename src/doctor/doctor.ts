import { statSync } from "node:fs";
import type { Configuration } from "../config/configuration.ts";
import type { LoadInterface } from "../interfaces/interface.ts";
import type { Text } from "../language.ts";
import { ownerOf } from "../store/spool/owner.ts";
import { openSpool } from "../store/spool/spool.ts";
import { VERSION } from "../version.ts";
import { CHECK_NAMES, type Check, type CheckName, type Finding, fail, pass, skip, warn } from "./check.ts";
import { checkDatabase, type DatabaseChecked } from "./database.ts";
import { checkDisk, checkLogFolder, checkProgramFolder, checkSpoolFolder } from "./folders.ts";
import { checkInsurer, checkName } from "./insurer.ts";
import { probeSignature, signatureFromAttempts } from "./signature.ts";
import { checkSpool, type SpoolFindings } from "./spool.ts";
import { within } from "./within.ts";

/** Where the program and its configuration are. */
export interface Place {
  readonly program: string;
  readonly configuration: string;
}

export type Read =
  | { readonly configuration: Configuration; readonly load: LoadInterface }
  | { readonly faults: readonly string[] };

/** A side that does not answer is given up after this time, so that the whole takes less than 3 s; all sides are asked at the same time. */
const LONGEST_MS = 2200;

/** Looks at everything that a request needs. It changes nothing but a file that it makes and removes in the two folders. */
export async function examine(read: Read, place: Place, isProbed: boolean): Promise<readonly Check[]> {
  if ("faults" in read)
    return named({ configuration: faultyConfiguration(read.faults), executable: checkExecutable(place) });
  const { configuration, load } = read;
  const { sdk, database, logging } = configuration;
  const executable = checkExecutable(place);
  const spoolFolder = configuration.spool.folder;
  // Loading holds up the process, and would count as silence of those who are asked.
  await import("../sending/post.ts");
  const [name, insurer, asked, spool, disk, probed] = await Promise.all([
    checkName(sdk, LONGEST_MS),
    checkInsurer(sdk, LONGEST_MS),
    checkDatabase(database, place.program, LONGEST_MS),
    checkSpoolInTime(configuration),
    checkDisk(spoolFolder).catch(() =>
      skip({ zh: "系统没有告知剩余空间", en: "the system does not tell the free space" }),
    ),
    isProbed ? probeSignature(sdk, load, LONGEST_MS) : null,
  ]);
  return named({
    configuration: checkConfiguration(configuration),
    executable,
    "program-folder": checkProgramFolder(place.program, place.configuration),
    "log-folder": checkLogFolder(logging.folder),
    "spool-folder": checkSpoolFolder(spoolFolder),
    disk,
    spool: spool.spool,
    ...asked.findings,
    ...spaceOf(spool, asked),
    "insurer-name": name,
    ...insurer,
    signature: probed ?? signatureFromAttempts(asked.facts),
  });
}

function named(findings: Partial<Record<CheckName, Finding>>): readonly Check[] {
  return CHECK_NAMES.map((name) => ({
    name,
    ...(findings[name] ?? skip({ zh: "配置有误", en: "the configuration is faulty" })),
  }));
}

function faultyConfiguration(faults: readonly string[]): Finding {
  return fail("configuration-faulty", both(faults.join(" | ")), { zh: "改正 config.json", en: "correct config.json" });
}

/** Faults and warnings of the configuration are English. */
function both(text: string): Text {
  return { zh: text, en: text };
}

function checkConfiguration({ warnings }: Configuration): Finding {
  if (warnings.length === 0)
    return pass({ zh: "没有错误，也没有推定值", en: "it has no fault, and nothing is guessed" });
  return warn(both(warnings.join(" | ")), {
    zh: "推定值不对的，请在 config.json 里写明",
    en: "write what was guessed into config.json, where it is not right",
  });
}

function checkExecutable({ program }: Place): Finding {
  const started = Math.round(process.uptime() * 1000);
  const built = statSync(program).mtime.toISOString();
  return pass({
    zh: `版本 ${VERSION}，Node ${process.versions.node}，文件时间 ${built}，启动以来 ${started} ms`,
    en: `version ${VERSION}, Node ${process.versions.node}, file of ${built}, ${started} ms since its start`,
  });
}

async function checkSpoolInTime({ spool, database, logging }: Configuration): Promise<SpoolFindings> {
  const opened = openSpool(spool.folder, ownerOf(database));
  try {
    const found = await within(LONGEST_MS, checkSpool(opened, logging));
    return (
      found ?? {
        spool: skip(
          { zh: "没能及时查看其中的文件", en: "its files could not be looked at in time" },
          both("processor spool list"),
        ),
        space: null,
      }
    );
  } catch {
    return {
      spool: skip(
        { zh: "目录无法列出", en: "its folder cannot be listed" },
        { zh: "请用运行处理程序的账户", en: "use the account that runs the processor" },
      ),
      space: null,
    };
  }
}

/** What the database said to a reply that is in the spool counts more than that it answers now. */
function spaceOf({ space }: SpoolFindings, { findings }: DatabaseChecked): Partial<Record<CheckName, Finding>> {
  return space === null || findings["database-space"].result === "fail" ? {} : { "database-space": space };
}
