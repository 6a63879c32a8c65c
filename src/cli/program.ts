import { Command, CommanderError, Option } from "commander";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { VERSION } from "../version.ts";
import type { VerbContext, VerbResult } from "./database-verb.ts";
import { parseRequestId } from "./request-id.ts";

/** What the process gives the program. */
export interface Process {
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly startHardDeadline: VerbContext["startHardDeadline"];
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/** Runs one command line. Each verb is loaded when it is asked for, because a run pays for whatever is loaded. */
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
    .description("Carries one request of medical_insurance_requests to the insurer and stores what came of it.")
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.print(text.trimEnd()),
      writeErr: (text) => process.printError(text.trimEnd()),
    })
    .addOption(new Option("--config <file>", "the configuration, instead of config.json beside the executable"))
    .argument("[request_id]", "the request to process")
    .option("--json", "print one JSON object instead of a line")
    .action(async (requestId: string | undefined, options: { json?: boolean }) => {
      if (requestId === undefined) return program.help({ error: true });
      end(await processOrRefuse(context(), requestId, { replay: false, confirmed: false }, options.json ?? false));
    });
  defineReplay(program, context, end);
  defineQueueVerbs(program, context, end);
  return program;
}

async function processOrRefuse(
  context: VerbContext,
  text: string,
  how: { readonly replay: boolean; readonly confirmed: boolean },
  asJson: boolean,
): Promise<VerbResult> {
  const parsed = parseRequestId(text);
  if ("fault" in parsed) return parsed.fault;
  const { processRequest } = await import("./process.ts");
  return processRequest(context, { ...how, requestId: parsed.requestId }, asJson);
}

function defineReplay(program: Command, context: () => VerbContext, end: (result: VerbResult) => void): void {
  program
    .command("replay")
    .description("Send a request again that has ended. What may have happened already needs --confirm.")
    .argument("<request_id>")
    .option("--confirm <request_id>", "the same id again: you have looked, and the insurer has not acted on it")
    .option("--json", "print one JSON object instead of a line")
    .action(async (requestId: string, options: { confirm?: string; json?: boolean }) => {
      if (options.confirm !== undefined && options.confirm !== requestId) {
        end({
          exitCode: EXIT.usage,
          text: `--confirm ${options.confirm} names another request than ${requestId}: nothing was done`,
        });
        return;
      }
      const how = { replay: true, confirmed: options.confirm !== undefined };
      end(
        await processOrRefuse(
          context(),
          requestId,
          how,
          options.json ?? program.opts<{ json?: boolean }>().json ?? false,
        ),
      );
    });
}

function defineQueueVerbs(program: Command, context: () => VerbContext, end: (result: VerbResult) => void): void {
  program
    .command("start")
    .description("Start a run in the background and exit at once; what mode async uses.")
    .argument("<request_id>")
    .action(async (requestId: string) => {
      const { startRun } = await import("./start.ts");
      end(startRun(requestId, context().configPath));
    });
  program
    .command("drain")
    .description("Process the requests of the queue one after another until it is empty.")
    .option("--limit <count>", "stop after so many requests")
    .action(async (options: { limit?: string }) => {
      const { drainQueue } = await import("./drain.ts");
      end(await drainQueue(context(), options.limit ?? null));
    });
  program
    .command("rescue")
    .description("End the requests whose process is gone, and say how many there were.")
    .action(async () => {
      const { rescue } = await import("./rescue.ts");
      end(await rescue(context()));
    });
}
