import { dirname, join } from "node:path";
import { isSea } from "node:sea";
import { type Deadline, deadlineFrom } from "../clock.ts";
import { readConfiguration } from "../config/read.ts";
import type { Edges } from "../edges.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { deliverSpooled } from "../spool-delivery.ts";
import { asciiOf } from "../words-english.ts";
import { readInterfaces } from "./interfaces.ts";
import { openEdges } from "./open-edges.ts";

/** What a verb says and how it ends. */
export interface VerbResult {
  readonly exitCode: ExitCode;
  readonly text: string;
}

export interface VerbContext {
  /** The configuration file; null: the one beside the executable. */
  readonly configPath: string | null;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the process, whatever holds it, so many milliseconds after its start. */
  readonly startHardDeadline: (ms: number) => void;
}

/** What a verb came to, and whether the database could be spoken to. */
export interface VerbEnd<Result> {
  readonly result: Result;
  readonly isReachable: boolean;
}

/**
 * Runs a verb that needs configuration and database, then hands in what is spooled, then closes everything.
 * @param isBounded whether the process is gone at the deadline, whatever holds it; a worker lives longer
 * @returns the verb's result, or all faults of the configuration
 */
export async function withDatabase<Result>(
  context: VerbContext,
  askedFor: string,
  isBounded: boolean,
  verb: (edges: Edges, deadline: Deadline) => Promise<VerbEnd<Result>>,
): Promise<Result | { readonly faults: readonly string[] }> {
  const read = await readAll(context);
  if ("faults" in read) return read;
  const { configuration, load } = read;
  const deadline = deadlineFrom(0, configuration.deadlineSeconds);
  if (isBounded) context.startHardDeadline(deadline.at);
  const edges = openEdges(configuration, load, askedFor);
  try {
    const { result, isReachable } = await verb(edges, deadline);
    if (isReachable) await deliverSpooled(edges, isBounded ? deadline.storingEndsAt : Number.POSITIVE_INFINITY);
    return result;
  } finally {
    edges.caller.close();
  }
}

/** The configuration, and the interfaces that it knows. */
export async function readAll(context: VerbContext) {
  const read = readConfiguration(configurationPath(context.configPath), context.environment);
  if ("faults" in read) return read;
  const interfaces = await readInterfaces(read.configuration);
  return "faults" in interfaces ? interfaces : { configuration: read.configuration, load: interfaces.load };
}

/** All faults on one line, which is all that xp_cmdshell's caller sees. */
export function configurationText(faults: readonly string[]): string {
  return `configuration: ${faults.join(" | ")}`;
}

export function configurationFaulty({ faults }: { readonly faults: readonly string[] }): VerbResult {
  return { exitCode: EXIT.usage, text: asciiOf(configurationText(faults)) };
}

/** xp_cmdshell starts the executable in system32, so the folder of the program counts and not the current one. */
function configurationPath(given: string | null): string {
  if (given !== null) return given;
  return join(dirname(isSea() ? process.execPath : (process.argv[1] ?? ".")), "config.json");
}
