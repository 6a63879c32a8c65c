import type { InterfaceRow } from "../../interfaces/catalogue.ts";
import type { InstallOptions } from "../db.ts";
import type { OutFile } from "../out-file.ts";
import { exampled, type Family, type Program } from "./family.ts";
import { type ProfileOption, profiled, profiledContext } from "./profile-option.ts";

interface DatabaseOptions extends ProfileOption {
  readonly connection?: string;
  readonly processorPath?: string;
  readonly orgCode?: string;
  readonly resultsOf?: string;
  readonly xpCmdshell: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly dropData?: boolean;
}

const CONNECTION = '--connection "SERVER=host;DATABASE=HIS;UID=sa"';

export function defineDatabaseVerbs({ program, context, end }: Family): void {
  const db = exampled(program.command("db"), `db check ${CONNECTION}`, "db script --out install.sql").description(
    "Install, compare and remove the objects in SQL Server (for the DBA).",
  );
  const connection = (options: DatabaseOptions) => ({
    text: options.connection ?? null,
    password: context().environment.PROCESSOR_DB_PASSWORD ?? null,
  });
  const connected = (name: string, description: string, ...more: readonly string[]): Program =>
    exampled(db.command(name), ...["", ...more].map((words) => `db ${name} ${CONNECTION}${words}`))
      .description(description)
      .option(
        "--connection <string>",
        "ODBC connection string of a db_owner or sysadmin; its password may be in the environment variable PROCESSOR_DB_PASSWORD",
      );
  const launched = (command: Program): Program =>
    command
      .option(
        "--processor-path <path>",
        "path of the executable on the SQL Server machine; the default is C:\\MedicalInsurance\\processor.exe",
      )
      .option(
        "--org-code <code>",
        "the institution's code (sdk.org_code), with which the database makes the msgid; else the first claim records it",
      )
      .option(
        "--results-of <whose>",
        "what a login of HIS sees in the result view: all, login (what the same login called) or application (a program of the same Application Name); else what is installed stays",
      )
      .option("--no-xp-cmdshell", "install without xp_cmdshell: workers (processor drain) process the requests");
  const written = (command: Program): Program =>
    command
      .option("--out <file>", "write to this new file instead of stdout")
      .option("--force", "replace the file if it exists");

  profiled(
    launched(
      connected(
        "install",
        "Install or upgrade the objects. If this version is installed already, nothing changes.",
        " --dry-run",
      ),
    ),
  )
    .option("--dry-run", "do everything in the database, take it back, and print what would change")
    .action(async (options: DatabaseOptions) => {
      const { installVerb, DEFAULT_PROCESSOR_PATH } = await import("../db.ts");
      const { withInterfaceRows } = await import("../known-interfaces.ts");
      const chosen = installOptions(options, DEFAULT_PROCESSOR_PATH);
      const install = (rows: readonly InterfaceRow[]) =>
        installVerb(connection(options), chosen, rows, options.dryRun ?? false, context().asJson);
      end(await withInterfaceRows(profiledContext(context(), options), "go on", install));
    });
  written(
    profiled(
      launched(
        exampled(
          db.command("script"),
          "db script --out install.sql",
          "db script --no-xp-cmdshell --out install.sql",
        ).description("Write the installation as one file for SSMS or sqlcmd."),
      ),
    ),
  ).action(async (options: DatabaseOptions) => {
    const { scriptVerb, DEFAULT_PROCESSOR_PATH } = await import("../db.ts");
    const { withInterfaceRows } = await import("../known-interfaces.ts");
    const chosen = installOptions(options, DEFAULT_PROCESSOR_PATH);
    const write = async (rows: readonly InterfaceRow[]) => scriptVerb(outFileOf(options), chosen, rows);
    end(await withInterfaceRows(profiledContext(context(), options), "stop", write));
  });
  written(profiled(exampled(db.command("views"), "db views 1101 2207 --out views.sql")))
    .description("Write views over the replies of interfaces, with types, as a file for SSMS or sqlcmd.")
    .argument("<infno...>")
    .action(async (infnos: readonly string[], options: DatabaseOptions) => {
      const { viewsVerb } = await import("../db-views.ts");
      const { withInterfaces } = await import("../known-interfaces.ts");
      end(
        await withInterfaces(profiledContext(context(), options), (known) =>
          viewsVerb(known, infnos, outFileOf(options)),
        ),
      );
    });
  profiled(connected("check", "Compare version, objects and rights with what they should be.")).action(
    async (options: DatabaseOptions) => {
      const { checkVerb } = await import("../db.ts");
      const { withInterfaceRows } = await import("../known-interfaces.ts");
      const check = (rows: readonly InterfaceRow[]) => checkVerb(connection(options), rows);
      end(await withInterfaceRows(profiledContext(context(), options), "go on", check));
    },
  );
  connected(
    "uninstall",
    "Print what would be removed. With --yes, remove it; the data stays, except with --drop-data.",
    " --yes",
  )
    .option("--yes", "remove it")
    .option("--drop-data", "remove the tables with all data too")
    .action(async (options: DatabaseOptions) => {
      const { uninstallVerb } = await import("../db.ts");
      end(
        await uninstallVerb(connection(options), {
          confirmed: options.yes ?? false,
          dropData: options.dropData ?? false,
        }),
      );
    });
}

function installOptions(
  { xpCmdshell, processorPath, orgCode, resultsOf }: DatabaseOptions,
  usual: string,
): InstallOptions {
  return { processorPath: xpCmdshell ? (processorPath ?? usual) : null, orgCode: orgCode ?? null, resultsOf };
}

function outFileOf({ out, force = false }: DatabaseOptions): OutFile | null {
  return out === undefined ? null : { path: out, force };
}
