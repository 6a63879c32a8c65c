import { Command, CommanderError, Option } from "commander";
import { EXIT, type ExitCode } from "../report/exit-code.ts";
import { VERSION } from "../version.ts";
import type { VerbContext, VerbResult } from "./verb.ts";

/** What the process gives the program. */
export interface Process {
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly startHardDeadline: VerbContext["startHardDeadline"];
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
  });
  program
    .description("Carries one request of medical_insurance_requests to the insurer and stores the result.")
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.print(text.trimEnd()),
      writeErr: (text) => process.printError(text.trimEnd()),
    })
    .addOption(new Option("--config <file>", "the configuration, instead of config.json next to the executable"))
    .argument("[request_id]", "the request to process")
    .option("--json", "print one JSON object instead of a line")
    .action(async (requestId: string | undefined, options: { json?: boolean }) => {
      if (requestId === undefined) return program.help({ error: true });
      const { runVerb } = await import("./run.ts");
      end(await runVerb(context(), { requestId, replay: false, confirmed: false, asJson: options.json ?? false }));
    });
  defineReplay(program, context, end);
  defineQueueVerbs(program, context, end);
  defineSchemaVerbs(program, context, end);
  defineDatabaseVerbs(program, process.environment, end);
  return program;
}

function defineReplay(program: Command, context: () => VerbContext, end: (result: VerbResult) => void): void {
  program
    .command("replay")
    .description("Send a request that has ended again. One that the insurer may have acted on needs --confirm.")
    .argument("<request_id>")
    .option(
      "--confirm <request_id>",
      "the same id again, to confirm that you have checked and the insurer has not acted on it",
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
    .description("Start a run in the background and exit at once; what mode async uses.")
    .argument("<request_id>")
    .action(async (requestId: string) => {
      const { startRun } = await import("./start.ts");
      end(await startRun(requestId, context()));
    });
  program
    .command("drain")
    .description("Process the requests of the queue one after another until it is empty.")
    .option("--limit <count>", "stop after so many requests")
    .action(async (options: { limit?: string }) => {
      const { drainVerb } = await import("./drain.ts");
      end(await drainVerb(context(), options.limit ?? null));
    });
  program
    .command("rescue")
    .description("End the requests whose process is gone, and say how many there were.")
    .action(async () => {
      const { rescueVerb } = await import("./rescue.ts");
      end(await rescueVerb(context()));
    });
}

function defineSchemaVerbs(program: Command, context: () => VerbContext, end: (result: VerbResult) => void): void {
  const schema = program.command("schema").description("The interfaces that are validated.");
  const asJson = (options: { json?: boolean }): boolean =>
    options.json ?? program.opts<{ json?: boolean }>().json ?? false;
  schema
    .command("list")
    .description("All interfaces: code, name, kind, class, number of fields.")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const { listInterfaces } = await import("./schema.ts");
      end(listInterfaces(asJson(options)));
    });
  schema
    .command("show")
    .description("The fields of one interface.")
    .argument("<infno>")
    .action(async (infno: string) => {
      const { describeInterface } = await import("./schema.ts");
      end(describeInterface(infno));
    });
  schema
    .command("example")
    .description("A valid input of one interface: what is required, or every field.")
    .argument("<infno>")
    .option("--full", "every field")
    .action(async (infno: string, options: { full?: boolean }) => {
      const { exampleText } = await import("./schema.ts");
      end(exampleText(infno, options.full ? "full" : "minimal"));
    });
  program
    .command("validate")
    .description("Check an input without database and network; exit code 4 when it has a fault.")
    .argument("<infno>")
    .argument("[file]", "the input; - is stdin", "-")
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
  readonly yes?: boolean;
  readonly dropData?: boolean;
}

function defineDatabaseVerbs(
  program: Command,
  environment: NodeJS.ProcessEnv,
  end: (result: VerbResult) => void,
): void {
  const db = program.command("db").description("The objects in SQL Server; for the DBA.");
  const connection = (options: DatabaseOptions) => ({
    text: options.connection ?? null,
    password: environment.PROCESSOR_DB_PASSWORD ?? null,
  });
  const connected = (name: string, description: string): Command =>
    db
      .command(name)
      .description(description)
      .option(
        "--connection <string>",
        "ODBC style, of a db_owner or sysadmin; PWD may be in PROCESSOR_DB_PASSWORD instead",
      );
  const launched = (command: Command): Command =>
    command
      .option(
        "--processor-path <path>",
        "where SQL Server finds the executable; C:\\MedicalInsurance\\processor.exe unless given",
      )
      .option(
        "--org-code <code>",
        "the institution's code (sdk.org_code), with which the database makes the msgid; else the first claim records it",
      )
      .option("--no-xp-cmdshell", "an installation that never starts it: sync calls wait for a worker of the queue");

  launched(connected("install", "Install or upgrade the objects; repeated, it changes nothing.")).action(
    async (options: DatabaseOptions) => {
      const { installVerb, DEFAULT_PROCESSOR_PATH } = await import("./db.ts");
      const { interfaceRows } = await import("../interfaces/catalogue.ts");
      end(await installVerb(connection(options), installOptions(options, DEFAULT_PROCESSOR_PATH), interfaceRows()));
    },
  );
  launched(db.command("script").description("The same as one file for SSMS and sqlcmd."))
    .option("--out <file>", "instead of stdout")
    .action(async (options: DatabaseOptions) => {
      const { scriptVerb, DEFAULT_PROCESSOR_PATH } = await import("./db.ts");
      const { interfaceRows } = await import("../interfaces/catalogue.ts");
      end(scriptVerb(options.out ?? null, installOptions(options, DEFAULT_PROCESSOR_PATH), interfaceRows()));
    });
  connected("check", "Compare version, objects and permissions.").action(async (options: DatabaseOptions) => {
    const { checkVerb } = await import("./db.ts");
    const { interfaceRows } = await import("../interfaces/catalogue.ts");
    end(await checkVerb(connection(options), interfaceRows()));
  });
  connected("uninstall", "Print what would be removed; --yes removes it. The data stays unless --drop-data is given.")
    .option("--yes", "do it")
    .option("--drop-data", "the tables too")
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
