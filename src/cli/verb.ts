import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { isSea } from "node:sea";
import type { Configuration } from "../config/configuration.ts";
import type { Profile } from "../config/profile.ts";
import { readConfiguration } from "../config/read.ts";
import { loaderFor } from "../interfaces/load.ts";
import type { Say, Text } from "../language.ts";
import { localTime } from "../log.ts";
import { asciiOf } from "../report/ascii.ts";
import { EXIT, type ExitCode } from "../report/exit-code.ts";
import { awayText } from "../report/failures.ts";
import { folderWarningText } from "../report/folders.ts";
import { type Deadline, deadlineFrom } from "../run/deadline.ts";
import { deliverAfterwards, type Verb, type VerbOutcome } from "../run/deliver-afterwards.ts";
import type { Dependencies } from "../run/dependencies.ts";
import { lookAtFolders } from "../run/look-at-folders.ts";
import type { Watchdog } from "../run/watchdog.ts";
import type { FinishCall } from "../store/finish.ts";
import type { Saved } from "../store/spool/spool.ts";

/** How a verb ended. */
export interface VerbResult {
  readonly exitCode: ExitCode;
  /** What is printed for people. */
  readonly text: string;
  /** The verb's own keys for `--json`, which prints them after exit_code and message; the message is the text unless it is among them. */
  readonly json?: object;
}

export interface VerbContext {
  /** The configuration file; null: the one next to the executable. */
  readonly configPath: string | null;
  /** --profile; null: that of the configuration. */
  readonly profile: Profile | null;
  /** --json. */
  readonly asJson: boolean;
  /** The language of what is printed for people. */
  readonly say: Say;
  readonly environment: NodeJS.ProcessEnv;
  /** Prints a line on stdout before the verb has ended. */
  readonly print: (text: string) => void;
  /** Prints a warning on stderr. */
  readonly printError: (text: string) => void;
  /**
   * Ends the process so many milliseconds after its start, also when something still holds it. What the last step gives is then
   * printed, unless the verb has ended; it must not wait for anything.
   */
  readonly startHardDeadline: (ms: number, lastStep: () => VerbResult) => void;
  /** Starts what ends the process when one of a worker's requests takes too long. */
  readonly startWatchdog: () => Promise<Watchdog>;
  /** Aborted when the process is told to stop. Asked for only by a verb that then ends by itself. */
  readonly untilStopped: () => AbortSignal;
}

interface Faulty {
  readonly faults: readonly string[];
}

/** A verb that ends at its deadline in every case. */
export interface TimedVerb<Result extends VerbOutcome> {
  readonly carryOut: (deadline: Deadline, dependencies: Dependencies) => Promise<Result>;
  readonly tell: Verb<Result, VerbResult>["tell"];
  /** What it prints when it is ended by force at its deadline; what it held has been saved. */
  readonly tellCutOff: (saved: readonly Saved[]) => VerbResult;
}

/** Runs a verb until its deadline; or gives all faults of the configuration. */
export async function withDeadline<Result extends VerbOutcome>(
  context: VerbContext,
  askedFor: string,
  { carryOut, tell, tellCutOff }: TimedVerb<Result>,
): Promise<VerbResult | Faulty> {
  const opened = await openFor(context, askedFor);
  if ("faults" in opened) return opened;
  const deadline = deadlineFrom(0, opened.configuration.deadlineSeconds);
  let told: VerbResult | null = null;
  context.startHardDeadline(deadline.at, () => told ?? tellCutOff(saveHeld(opened)));
  const verb: Verb<Result, VerbResult> = {
    carryOut: (dependencies) => carryOut(deadline, dependencies),
    tell(result, dependencies) {
      told = tell(result, dependencies);
      return told;
    },
  };
  return deliverAfterwards(verb, deadline.storingEndsAt, opened);
}

/** A process that was held up beyond its deadline, by a suspended machine say, does not lose what it has in hand. */
function saveHeld({ spool, log, configuration }: Dependencies): readonly Saved[] {
  const saved = spool.saveHeld();
  if (saved.length === 0) log.error("ended at the deadline");
  for (const { finish, spooledAs } of saved) {
    log.error("not stored", { request_id: finish.requestId, cause: "the deadline passed", spooled_as: spooledAs });
    if (spooledAs === null && configuration.spool.stderrAsLastResort) printAsLastResort(finish);
  }
  return saved;
}

/** The reply itself, where neither the database nor the disk took it and the hospital wants it so. */
export function printAsLastResort(finish: FinishCall): void {
  process.stderr.write(`${JSON.stringify(finish)}\n`);
}

/** Runs a verb that lives as long as it has something to do. */
export async function withoutDeadline<Result extends VerbOutcome, Told>(
  context: VerbContext,
  askedFor: string,
  verb: Verb<Result, Told>,
): Promise<Told | Faulty> {
  const opened = await openFor(context, askedFor);
  return "faults" in opened ? opened : deliverAfterwards(verb, Number.POSITIVE_INFINITY, opened);
}

/** Opens what a verb needs that uses the database; says on stderr when log or spool cannot be written. */
export async function openFor(context: VerbContext, askedFor: string): Promise<Dependencies | Faulty> {
  const read = await readAll(context);
  if ("faults" in read) return read;
  if (usesTls(read.configuration)) startTls();
  const { openDependencies } = await import("../run/dependencies.ts");
  const opened = openDependencies(read.configuration, read.load, askedFor, (failure, until) =>
    warn(awayText(failure, localTime(until)), context),
  );
  for (const warning of lookAtFolders(opened)) warn(folderWarningText(warning), context);
  return opened;
}

/** A line for people beside the verb's own output. */
export function warn({ zh, en }: Text, { say, printError }: VerbContext): void {
  printError(say({ zh, en: asciiOf(en) }));
}

function usesTls({ sdk, database }: Configuration): boolean {
  return sdk.url.protocol === "https:" || database.encrypt !== false;
}

/** Node then reads the root certificates in a thread of its own, while this one loads the libraries. */
function startTls(): void {
  process.getBuiltinModule("node:tls");
}

/** The configuration, and the interfaces that it knows. */
export async function readAll(context: VerbContext) {
  const read = readConfiguration(configurationPath(context.configPath), context.environment);
  if ("faults" in read) return read;
  const { configuration } = read;
  const loader = await loaderFor(configuration.interfacesFolder, context.profile ?? configuration.sdk.profile);
  return "reason" in loader ? folderFaulty(loader) : { configuration, load: loader.load };
}

export function folderFaulty({ reason }: { readonly reason: string }): Faulty {
  return { faults: [`interfaces_folder: ${reason}`] };
}

/** Whether a configuration was named, or is next to the executable. */
export function isConfigured({ configPath }: VerbContext): boolean {
  return configPath !== null || existsSync(configurationPath(null));
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
export function configurationPath(given: string | null): string {
  return given ?? join(dirname(programFile()), "config.json");
}

function programFile(): string {
  return isSea() ? process.execPath : realpathSync(process.argv[1] ?? ".");
}

/** Where this program and its configuration are. */
export function placeOfProgram({ configPath }: VerbContext): {
  readonly program: string;
  readonly configuration: string;
} {
  return { program: programFile(), configuration: configurationPath(configPath) };
}
