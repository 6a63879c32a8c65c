import { Command, CommanderError, Option } from "commander";
import type { InterfaceRow } from "../interfaces/catalogue.ts";
import type { KnownInterfaces } from "../interfaces/known-interfaces.ts";
import { EXIT, type ExitCode } from "../report/exit-code.ts";
import { VERSION } from "../version.ts";
import type { DrainOptions } from "./drain.ts";
import type { ReportOptions } from "./report.ts";
import type { VerbContext, VerbResult } from "./verb.ts";

/** What the process gives the program. */
export interface Process {
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly startHardDeadline: VerbContext["startHardDeadline"];
  readonly startWatchdog: VerbContext["startWatchdog"];
  readonly untilStopped: VerbContext["untilStopped"];
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/** Runs one command line. Each verb is loaded when it is asked for, because loading takes time in every run. */
export async function runProgram(process: Process): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.success;
  const end = (result: VerbResult): void => {
    if (result.text !== "") process.print(result.text);
    exitCode = result.exitCode;
  };
  const program = defineProgram(process, end);
  try {
    await program.parseAsync(process.argv, { from: "user" });
    return exitCode;
  } catch (error) {
    // commander throws for help, version and every wrong command line, and has printed what it has to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.success : EXIT.usage;
    throw error;
  }
}

function defineProgram(process: Process, end: (result: VerbResult) => void): Command {
  const program = new Command("processor");
  const context = (): VerbContext => ({
    configPath: program.opts<{ config?: string }>().config ?? null,
    environment: process.environment,
    startHardDeadline: process.startHardDeadline,
    startWatchdog: process.startWatchdog,
    untilStopped: process.untilStopped,
  });
  program
    .description("Sends one request of the table medical_insurance_requests to the insurer and stores the result.")
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.print(text.trimEnd()),
      writeErr: (text) => process.printError(text.trimEnd()),
    })
    .addOption(new Option("--config <file>", "the configuration file, instead of config.json next to the executable"))
    .argument("[request_id]", "the request to process")
    .option("--json", "print one JSON object instead of a line")
    .action(async (requestId: string | undefined, options: { json?: boolean }) => {
      if (requestId === undefined) return program.help({ error: true });
      const { runVerb } = await import("./run.ts");
      end(await runVerb(context(), { requestId, replay: false, confirmed: false, asJson: options.json ?? false }));
    });
  defineReplay(program, context, end);
  defineQueueVerbs(program, context, end);
  defineSpoolVerbs(program, context, end);
  defineReport(program, context, end);
  defineSchemaVerbs(program, context, end);
  defineDatabaseVerbs(program, context, end);
  return program;
}

function defineReplay(program: Command, context: () => VerbContext, end: (result: VerbResult) => void): void {
  program
    .command("replay")
    .description(
      "Send again a request that has ended. If the insurer has replied to it or may have acted on it, --confirm is needed.",
    )
    .argument("<request_id>")
    .option(
      "--confirm <request_id>",
      "the same id once more: you confirm that you have checked and that the insurer has not acted on it",
    )
    .option("--json", "print one JSON object instead of a line")
    .action(async (requestId: string, options: { confirm?: string; json?: boolean }) => {
      if (options.confirm !== undefined && options.confirm !== requestId) {
        end({
          exitCode: EXIT.usage,
          text: `--confirm ${options.confirm} names another request than ${requestId}: nothing was done`,
        });
        return;
      }
      const { runVerb } = await import("./run.ts");
      const asJson = options.json ?? program.opts<{ json?: boolean }>().json ?? false;
      end(await runVerb(context(), { requestId, replay: true, confirmed: options.confirm !== undefined, asJson }));
    });
}

function defineQueueVerbs(program: Command, context: () => VerbContext, end: (result: VerbResult) => void): void {
  program
    .command("start")
    .description("Start a run in the background and exit immediately. Mode async uses it.")
    .argument("<request_id>")
    .action(async (requestId: string) => {
      const { startRun } = await import("./start.ts");
      end(await startRun(requestId, context()));
    });
  program
    .command("drain")
    .description("Be a worker: process the requests of the queue until none is due.")
    .option("--watch", "go on until told to stop (Ctrl+C, SIGTERM, a service's stop); then finish the work in hand")
    .option("--concurrency <count>", "process this number of requests at the same time; the default is 16")
    .option("--limit <count>", "stop after this number of requests")
    .option("--json", "print one JSON object instead of a line")
    .action(async (options: DrainOptions) => {
      const { drainVerb } = await import("./drain.ts");
      end(await drainVerb(context(), { ...program.opts<{ json?: boolean }>(), ...options }));
    });
  program
    .command("rescue")
    .description("End the requests whose process no longer exists, and print how many there were.")
    .action(async () => {
      const { rescueVerb } = await import("./rescue.ts");
      end(await rescueVerb(context()));
    });
}

function defineSpoolVerbs(program: Command, context: () => VerbContext, end: (result: VerbResult) => void): void {
  const spool = program.command("spool").description("Show and deliver the replies that the database has not stored.");
  const asJson = (options: { json?: boolean }): boolean =>
    options.json ?? program.opts<{ json?: boolean }>().json ?? false;
  spool
    .command("list")
    .description("List the files of the spool: those that wait, and those that were rejected.")
    .option("--json", "print one JSON object")
    .action(async (options: { json?: boolean }) => {
      const { listSpool } = await import("./spool.ts");
      end(listSpool(context(), { asJson: asJson(options) }));
    });
  spool
    .command("show")
    .description("Show one file without personal data: what it is, and why the database does not have it.")
    .argument("<file>", "as the list names it")
    .option("--json", "print one JSON object")
    .action(async (file: string, options: { json?: boolean }) => {
      const { showSpooled } = await import("./spool.ts");
      end(await showSpooled(context(), file, { asJson: asJson(options) }));
    });
  spool
    .command("deliver")
    .description("Deliver to the database now: what waits, or the files that you name. Nothing is sent to the insurer.")
    .argument("[files...]", "as the list names them")
    .option("--rejected", "deliver what was rejected too")
    .option("--json", "print one JSON object")
    .action(async (files: string[], options: { rejected?: boolean; json?: boolean }) => {
      const { deliverSpool } = await import("./spool.ts");
      const rejected = options.rejected ?? false;
      end(await deliverSpool(context(), files, { rejected, asJson: asJson(options) }));
    });
}

function defineReport(program: Command, context: () => VerbContext, end: (result: VerbResult) => void): void {
  program
    .command("report")
    .description(
      "Write an HTML page about the requests of the last days: how many, how they ended, amounts, what must be checked.",
    )
    .option("--since <period>", "how far back, as in 90m, 12h or 7d", "7d")
    .option("--out <file>", "the file to write", "report.html")
    .option("--force", "replace the file if it exists")
    .option("--reveal", "show the insurer's texts of refusals, which may name patients")
    .option("--json", "print the figures as one JSON object instead of writing a file")
    .action(async (options: ReportOptions) => {
      const { reportVerb } = await import("./report.ts");
      end(await reportVerb(context(), { ...program.opts<{ json?: boolean }>(), ...options }));
    });
}

function defineSchemaVerbs(program: Command, context: () => VerbContext, end: (result: VerbResult) => void): void {
  const schema = program.command("schema").description("Show the interfaces and their fields.");
  const asJson = (options: { json?: boolean }): boolean =>
    options.json ?? program.opts<{ json?: boolean }>().json ?? false;
  const withKnown = async (verb: (known: KnownInterfaces) => Promise<VerbResult>): Promise<VerbResult> => {
    const { withInterfaces } = await import("./known-interfaces.ts");
    return withInterfaces(context(), verb);
  };
  schema
    .command("list")
    .description("List all interfaces: code, class, kind, query for an unknown outcome, number of fields, name.")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const { listInterfaces } = await import("./schema.ts");
      end(await withKnown((known) => listInterfaces(known, asJson(options))));
    });
  schema
    .command("show")
    .description("Show the fields of one interface.")
    .argument("<infno>")
    .action(async (infno: string) => {
      const { describeInterface } = await import("./schema.ts");
      end(await withKnown((known) => describeInterface(known, infno)));
    });
  schema
    .command("example")
    .description("Print a valid input of one interface: the required fields, or every field.")
    .argument("<infno>")
    .option("--full", "print every field")
    .action(async (infno: string, options: { full?: boolean }) => {
      const { exampleText } = await import("./schema.ts");
      end(await withKnown((known) => exampleText(known, infno, options.full ? "full" : "minimal")));
    });
  schema
    .command("export")
    .description(
      "Write a file of the hospital's own schemas for one interface, to be changed: schemas/README.md says how.",
    )
    .argument("<infno>")
    .option("--out <file>", "write to this new file instead of stdout")
    .action(async (infno: string, options: { out?: string }) => {
      const { exportVerb } = await import("./schema.ts");
      end(exportVerb(infno, options.out ?? null));
    });
  program
    .command("validate")
    .description("Check an input, without database and network. The exit code is 4 if it has a fault.")
    .argument("<infno>")
    .argument("[file]", "the file with the input; - is stdin", "-")
    .option("--json", "print JSON")
    .action(async (infno: string, file: string, options: { json?: boolean }) => {
      const { validateFile } = await import("./validate.ts");
      end(await validateFile(context(), infno, file, asJson(options)));
    });
}

interface DatabaseOptions {
  readonly connection?: string;
  readonly processorPath?: string;
  readonly orgCode?: string;
  readonly xpCmdshell: boolean;
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly dropData?: boolean;
}

function defineDatabaseVerbs(program: Command, context: () => VerbContext, end: (result: VerbResult) => void): void {
  const db = program.command("db").description("Install, compare and remove the objects in SQL Server (for the DBA).");
  const connection = (options: DatabaseOptions) => ({
    text: options.connection ?? null,
    password: context().environment.PROCESSOR_DB_PASSWORD ?? null,
  });
  const connected = (name: string, description: string): Command =>
    db
      .command(name)
      .description(description)
      .option(
        "--connection <string>",
        "ODBC connection string of a db_owner or sysadmin; its password may be in the environment variable PROCESSOR_DB_PASSWORD",
      );
  const launched = (command: Command): Command =>
    command
      .option(
        "--processor-path <path>",
        "path of the executable on the SQL Server machine; the default is C:\\MedicalInsurance\\processor.exe",
      )
      .option(
        "--org-code <code>",
        "the institution's code (sdk.org_code), with which the database makes the msgid; else the first claim records it",
      )
      .option("--no-xp-cmdshell", "install without xp_cmdshell: workers (processor drain) process the requests");

  launched(
    connected("install", "Install or upgrade the objects. If this version is installed already, nothing changes."),
  )
    .option("--dry-run", "do everything in the database, take it back, and print what would change")
    .action(async (options: DatabaseOptions) => {
      const { installVerb, DEFAULT_PROCESSOR_PATH } = await import("./db.ts");
      const { withInterfaceRows } = await import("./known-interfaces.ts");
      const chosen = installOptions(options, DEFAULT_PROCESSOR_PATH);
      const install = (rows: readonly InterfaceRow[]) =>
        installVerb(connection(options), chosen, rows, options.dryRun ?? false);
      end(await withInterfaceRows(context(), "go on", install));
    });
  launched(db.command("script").description("Write the installation as one file for SSMS or sqlcmd."))
    .option("--out <file>", "write to this file instead of stdout")
    .action(async (options: DatabaseOptions) => {
      const { scriptVerb, DEFAULT_PROCESSOR_PATH } = await import("./db.ts");
      const { withInterfaceRows } = await import("./known-interfaces.ts");
      const chosen = installOptions(options, DEFAULT_PROCESSOR_PATH);
      const write = async (rows: readonly InterfaceRow[]) => scriptVerb(options.out ?? null, chosen, rows);
      end(await withInterfaceRows(context(), "stop", write));
    });
  connected("check", "Compare version, objects and rights with what they should be.").action(
    async (options: DatabaseOptions) => {
      const { checkVerb } = await import("./db.ts");
      const { withInterfaceRows } = await import("./known-interfaces.ts");
      end(await withInterfaceRows(context(), "go on", (rows) => checkVerb(connection(options), rows)));
    },
  );
  connected("uninstall", "Print what would be removed. With --yes, remove it; the data stays, except with --drop-data.")
    .option("--yes", "remove it")
    .option("--drop-data", "remove the tables with all data too")
    .action(async (options: DatabaseOptions) => {
      const { uninstallVerb } = await import("./db.ts");
      end(
        await uninstallVerb(connection(options), {
          confirmed: options.yes ?? false,
          dropData: options.dropData ?? false,
        }),
      );
    });
}

function installOptions(
  { xpCmdshell, processorPath, orgCode }: DatabaseOptions,
  usual: string,
): { processorPath: string | null; orgCode: string | null } {
  return { processorPath: xpCmdshell ? (processorPath ?? usual) : null, orgCode: orgCode ?? null };
}
