import type { Configuration } from "../config/configuration.ts";
import { readConfiguration } from "../config/read.ts";
import { errorCodeOf } from "../error-text.ts";
import type { Say } from "../language.ts";
import { EXIT } from "../report/exit-code.ts";
import {
  spoolDeliverReport,
  spoolDeliverText,
  spoolListReport,
  spoolListText,
  spoolShowReport,
  spoolShowText,
} from "../report/spooled.ts";
import { deliverAsked } from "../run/deliver-spooled.ts";
import { lastCauseOf } from "../run/last-delivery.ts";
import { ownerOf } from "../store/spool/owner.ts";
import { openSpool, type Spool } from "../store/spool/spool.ts";
import type { SpooledFile } from "../store/spool/spooled-files.ts";
import { configurationPath, configurationText, openFor, type VerbContext, type VerbResult } from "./verb.ts";

/** `processor spool list`: every file of the spool. */
export function listSpool(context: VerbContext): VerbResult {
  const opened = openForReading(context);
  if ("fault" in opened) return faulty(opened.fault);
  const report = spoolListReport(opened.spool.folder, opened.files, context.say);
  return { exitCode: report.exit_code, text: spoolListText(report, context.say), json: report };
}

/** `processor spool show <file>`: what one file is, without what it has of a person. */
export async function showSpooled(context: VerbContext, given: string): Promise<VerbResult> {
  const opened = openForReading(context);
  if ("fault" in opened) return faulty(opened.fault);
  const { spool, files, configuration } = opened;
  const file = find(files, given);
  if (file === undefined) return faulty(missingText([given], context.say));
  try {
    const finish = spool.read(file);
    const report = spoolShowReport(
      spool.folder,
      file,
      finish,
      await lastCauseOf(file, configuration.logging),
      context.say,
    );
    return { exitCode: report.exit_code, text: spoolShowText(report, context.say), json: report };
  } catch (error) {
    const code = errorCodeOf(error);
    return faulty(
      context.say({
        zh: `${file.file} 无法读取（${code}）：请用运行处理程序的账户`,
        en: `${file.file} cannot be read (${code}): use the account that runs the processor`,
      }),
    );
  }
}

/** `processor spool deliver`: what waits, or the named files, or with `--rejected` what was rejected too. */
export async function deliverSpool(
  context: VerbContext,
  given: readonly string[],
  rejected: boolean,
): Promise<VerbResult> {
  if (rejected && given.length > 0)
    return faulty(
      context.say({ zh: "文件名和 --rejected 只能写一种", en: "write names of files or --rejected, not both" }),
    );
  const opened = await openFor(context, "spool deliver");
  if ("faults" in opened) return faulty(configurationText(opened.faults));
  try {
    const listed = list(opened.spool, context.say);
    if ("fault" in listed) return faulty(listed.fault);
    const { files } = listed;
    const missing = given.filter((each) => find(files, each) === undefined);
    if (missing.length > 0) return faulty(missingText(missing, context.say));
    const named = given.map((each) => find(files, each)).filter((file) => file !== undefined);
    const foreign = named.filter(({ state }) => state === "foreign");
    if (foreign.length > 0)
      return faulty(
        context.say({
          zh: `${namesOf(foreign)} 属于其他数据库：请用它的 --config`,
          en: `${namesOf(foreign)} belongs to another database: use its --config`,
        }),
      );
    const chosen =
      given.length > 0 ? named : files.filter(({ state }) => state !== "foreign" && (state !== "rejected" || rejected));
    const report = spoolDeliverReport(await deliverAsked(chosen, opened), context.say);
    return { exitCode: report.exit_code, text: spoolDeliverText(report, context.say), json: report };
  } finally {
    opened.procedures.close();
  }
}

interface OpenedSpool {
  readonly configuration: Configuration;
  readonly spool: Spool;
  readonly files: readonly SpooledFile[];
}

function openForReading(context: VerbContext): OpenedSpool | { readonly fault: string } {
  const read = readConfiguration(configurationPath(context.configPath), context.environment);
  if ("faults" in read) return { fault: configurationText(read.faults) };
  const { configuration } = read;
  const spool = openSpool(configuration.spool.folder, ownerOf(configuration.database));
  const listed = list(spool, context.say);
  return "fault" in listed ? listed : { configuration, spool, files: listed.files };
}

function list(spool: Spool, say: Say): { readonly files: readonly SpooledFile[] } | { readonly fault: string } {
  try {
    return { files: spool.list() };
  } catch (error) {
    return {
      fault: say({
        zh: `暂存目录 ${spool.folder} 无法列出（${errorCodeOf(error)}）：请用运行处理程序的账户`,
        en: `the spool ${spool.folder} cannot be listed (${errorCodeOf(error)}): use the account that runs the processor`,
      }),
    };
  }
}

/** By the name that the list prints, or the file's name alone. */
function find(files: readonly SpooledFile[], given: string): SpooledFile | undefined {
  const wanted = given.replaceAll("\\", "/");
  return files.find(({ file }) => file === wanted) ?? files.find(({ name }) => name.name === wanted);
}

function missingText(given: readonly string[], say: Say): string {
  const names = given.join(", ");
  return say({
    zh: `暂存目录里没有文件 ${names}；processor spool list 列出全部文件`,
    en: `the spool has no file ${names}; processor spool list names them all`,
  });
}

function namesOf(files: readonly SpooledFile[]): string {
  return files.map(({ file }) => file).join(", ");
}

function faulty(text: string): VerbResult {
  return { exitCode: EXIT.usage, text };
}
