import { statSync } from "node:fs";
import type { Configuration } from "../config/configuration.ts";
import type { LoadInterface } from "../interfaces/interface.ts";
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
    checkDisk(spoolFolder).catch(() => skip("the system does not tell the free space")),
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
  return CHECK_NAMES.map((name) => ({ name, ...(findings[name] ?? skip("the configuration is faulty")) }));
}

function faultyConfiguration(faults: readonly string[]): Finding {
  return fail("configuration-faulty", faults.join(" | "), "correct config.json");
}

function checkConfiguration({ warnings }: Configuration): Finding {
  if (warnings.length === 0) return pass("it has no fault, and nothing is guessed");
  return warn(warnings.join(" | "), "write what was guessed into config.json, where it is not right");
}

function checkExecutable({ program }: Place): Finding {
  const started = Math.round(process.uptime() * 1000);
  const built = statSync(program).mtime.toISOString();
  return pass(`version ${VERSION}, Node ${process.versions.node}, file of ${built}, ${started} ms since its start`);
}

async function checkSpoolInTime({ spool, database, logging }: Configuration): Promise<SpoolFindings> {
  const opened = openSpool(spool.folder, ownerOf(database));
  try {
    const found = await within(LONGEST_MS, checkSpool(opened, logging));
    return found ?? { spool: skip("its files could not be looked at in time", "processor spool list"), space: null };
  } catch {
    return { spool: skip("its folder cannot be listed", "use the account that runs the processor"), space: null };
  }
}

/** What the database said to a reply that is in the spool counts more than that it answers now. */
function spaceOf({ space }: SpoolFindings, { findings }: DatabaseChecked): Partial<Record<CheckName, Finding>> {
  return space === null || findings["database-space"].result === "fail" ? {} : { "database-space": space };
}
