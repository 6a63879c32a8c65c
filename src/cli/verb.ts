import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { isSea } from "node:sea";
import { readConfiguration } from "../config/read.ts";
import { knownInterfaces } from "../interfaces/load.ts";
import { asciiOf } from "../report/ascii.ts";
import { EXIT, type ExitCode } from "../report/exit-code.ts";
import { type Deadline, deadlineFrom } from "../run/deadline.ts";
import { deliverAfterwards, type Verb, type VerbOutcome } from "../run/deliver-afterwards.ts";
import { type Dependencies, openDependencies } from "../run/dependencies.ts";
import type { Watchdog } from "../run/worker.ts";

/** What a verb prints, and its exit code. */
export interface VerbResult {
  readonly exitCode: ExitCode;
  readonly text: string;
}

export interface VerbContext {
  /** The configuration file; null: the one next to the executable. */
  readonly configPath: string | null;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the process this number of milliseconds after its start, also when something keeps it alive. */
  readonly startHardDeadline: (ms: number) => void;
  /** Starts what ends the process when one of a worker's requests takes too long. */
  readonly startWatchdog: () => Promise<Watchdog>;
}

interface Faulty {
  readonly faults: readonly string[];
}

/** Runs a verb that ends at its deadline in every case; or gives all faults of the configuration. */
export async function withDeadline<Result extends VerbOutcome, Told>(
  context: VerbContext,
  askedFor: string,
  carryOut: (deadline: Deadline, dependencies: Dependencies) => Promise<Result>,
  tell: Verb<Result, Told>["tell"],
): Promise<Told | Faulty> {
  const opened = await openFor(context, askedFor);
  if ("faults" in opened) return opened;
  const deadline = deadlineFrom(0, opened.configuration.deadlineSeconds);
  context.startHardDeadline(deadline.at);
  const verb = { carryOut: (dependencies: Dependencies) => carryOut(deadline, dependencies), tell };
  return deliverAfterwards(verb, deadline.storingEndsAt, opened);
}

/** Runs a verb that goes on as long as it has something to do. */
export async function withoutDeadline<Result extends VerbOutcome, Told>(
  context: VerbContext,
  askedFor: string,
  verb: Verb<Result, Told>,
): Promise<Told | Faulty> {
  const opened = await openFor(context, askedFor);
  return "faults" in opened ? opened : deliverAfterwards(verb, Number.POSITIVE_INFINITY, opened);
}

async function openFor(context: VerbContext, askedFor: string): Promise<Dependencies | Faulty> {
  const read = await readAll(context);
  return "faults" in read ? read : openDependencies(read.configuration, read.load, askedFor);
}

/** The configuration, and the interfaces that it knows. */
export async function readAll(context: VerbContext) {
  const read = readConfiguration(configurationPath(context.configPath), context.environment);
  if ("faults" in read) return read;
  const interfaces = await knownInterfaces(read.configuration.interfacesFolder);
  return "faults" in interfaces ? interfaces : { configuration: read.configuration, load: interfaces.load };
}

/** All faults on one line, which is all that xp_cmdshell's caller sees. */
export function configurationText(faults: readonly string[]): string {
  return `configuration: ${faults.join(" | ")}`;
}

export function configurationFaulty({ faults }: { readonly faults: readonly string[] }): VerbResult {
  return { exitCode: EXIT.usage, text: asciiOf(configurationText(faults)) };
}

/**
 * xp_cmdshell starts the executable in system32, so the folder of the program counts and not the current one. npx starts the
 * entry through a link in npm's cache; the folder of the file itself counts.
 */
function configurationPath(given: string | null): string {
  if (given !== null) return given;
  const program = isSea() ? process.execPath : realpathSync(process.argv[1] ?? ".");
  return join(dirname(program), "config.json");
}
