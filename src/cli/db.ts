import { type DatabaseSettings, readConnectionString } from "../config/connection-string.ts";
import { checkDatabase } from "../installation/check.ts";
import { installDatabase } from "../installation/install.ts";
import type { Database } from "../installation/installed.ts";
import { type Choices, faultOfOrgCode, planInstallation, RESULTS_OF } from "../installation/plan.ts";
import { faultOfProcessorPath } from "../installation/processor-path.ts";
import { writeInstallationScript } from "../installation/script.ts";
import { uninstallDatabase, writeRemovalScript } from "../installation/uninstall.ts";
import type { InterfaceRow } from "../interfaces/catalogue.ts";
import { inEnglish } from "../language.ts";
import { EXIT } from "../report/exit-code.ts";
import { showCompared, showFailure, showInstalled, showUninstalled } from "../report/installation.ts";
import { connect } from "../store/session.ts";
import { giveScript, type OutFile } from "./out-file.ts";
import { openProgress } from "./progress.ts";
import type { VerbResult } from "./verb.ts";

/** The folder of the deployment's README; an installation without a path of its own means this one. */
export const DEFAULT_PROCESSOR_PATH = "C:\\MedicalInsurance\\processor.exe";

/** What the installer chooses. */
export interface InstallOptions {
  /** Where the executable is, or null for an installation without xp_cmdshell. */
  readonly processorPath: string | null;
  /** --org-code; null when it was not given. */
  readonly orgCode: string | null;
  /** --results-of; undefined when it was not given. */
  readonly resultsOf?: string | undefined;
}

/** Who installs. */
export interface AdministratorConnection {
  /** --connection; null when it was not given. */
  readonly text: string | null;
  /** From the environment, so that it need not be on a command line that others can read; null: PWD is in the text. */
  readonly password: string | null;
}

const CONNECT_TIMEOUT_MS = 15_000;

/** `processor db install`: with a connection of its own, because the processor's login may not create anything. */
export async function installVerb(
  connection: AdministratorConnection,
  options: InstallOptions,
  interfaces: readonly InterfaceRow[],
  isDryRun: boolean,
  asJson: boolean,
): Promise<VerbResult> {
  const choices = choicesOf(options, interfaces);
  if (typeof choices === "string") return { exitCode: EXIT.usage, text: `nothing was changed: ${choices}` };
  const progress = openProgress({ asJson, say: inEnglish });
  try {
    return await withConnection(connection, async (database) =>
      showInstalled(await installDatabase(database, choices, isDryRun, progress.show)),
    );
  } finally {
    progress.end();
  }
}

/** `processor db script`: the same as one file for SSMS and sqlcmd. Without --out (null) the text goes to stdout. */
export function scriptVerb(
  out: OutFile | null,
  options: InstallOptions,
  interfaces: readonly InterfaceRow[],
): VerbResult {
  const choices = choicesOf(options, interfaces);
  if (typeof choices === "string") return { exitCode: EXIT.usage, text: choices };
  const script = writeInstallationScript(planInstallation(choices));
  return giveScript(script, out, "run it in the database of HIS, as db_owner or sysadmin");
}

/** Or the fault in them. */
function choicesOf(
  { processorPath, orgCode, resultsOf: wanted }: InstallOptions,
  interfaces: readonly InterfaceRow[],
): Choices | string {
  const ofPath = processorPath === null ? null : faultOfProcessorPath(processorPath);
  const fault = ofPath ?? (orgCode === null ? null : faultOfOrgCode(orgCode));
  if (fault !== null) return fault;
  const resultsOf = RESULTS_OF.find((each) => each === wanted);
  if (resultsOf === undefined && wanted !== undefined) return `--results-of must be ${RESULTS_OF.join(", ")}`;
  return { processorPath, orgCode, resultsOf, interfaces };
}

/** `processor db check`. */
export async function checkVerb(
  connection: AdministratorConnection,
  interfaces: readonly InterfaceRow[],
): Promise<VerbResult> {
  return withConnection(connection, async (database) => showCompared(await checkDatabase(database, interfaces)));
}

/** `processor db uninstall`: prints what it would do unless it is confirmed. */
export async function uninstallVerb(
  connection: AdministratorConnection,
  { confirmed, dropData }: { readonly confirmed: boolean; readonly dropData: boolean },
): Promise<VerbResult> {
  if (!confirmed) {
    const script = writeRemovalScript(dropData);
    return {
      exitCode: EXIT.success,
      text: `${script}\n-- nothing was removed; with --yes it is`,
      json: { message: "nothing was removed; with --yes it is", removed: false, with_data: dropData, script },
    };
  }
  return withConnection(connection, async (database) => showUninstalled(await uninstallDatabase(database, dropData)));
}

async function withConnection(
  connection: AdministratorConnection,
  verb: (database: Database) => Promise<VerbResult>,
): Promise<VerbResult> {
  const read = readAdministratorConnection(connection);
  if ("faults" in read) return { exitCode: EXIT.usage, text: read.faults.join(" | ") };
  const session = await connect(read.settings, CONNECT_TIMEOUT_MS);
  if ("reason" in session) return showFailure("nothing was changed", session);
  try {
    return await verb(session);
  } finally {
    session.close();
  }
}

function readAdministratorConnection({
  text,
  password,
}: AdministratorConnection): { settings: DatabaseSettings } | { faults: readonly string[] } {
  if (text === null) {
    return {
      faults: [
        "--connection is missing: the processor's own login may not create anything. " +
          'Write --connection "SERVER=host;DATABASE=HIS;UID=login;PWD=password" with a db_owner or sysadmin',
      ],
    };
  }
  const read = readConnectionString(text, password);
  if ("settings" in read) return { settings: read.settings };
  return { faults: read.faults.map((fault) => `--connection: ${fault}`) };
}
