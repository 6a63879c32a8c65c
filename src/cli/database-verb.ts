import { dirname, join } from "node:path";
import { isSea } from "node:sea";
import type { Configuration } from "../config/configuration.ts";
import { readConfiguration } from "../config/read.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Edges } from "../run.ts";
import { deliverSpooled } from "../spool-delivery.ts";
import { openEdges } from "./edges.ts";
import { readInterfaces } from "./interfaces.ts";

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

/** Runs a verb that needs configuration and database, then hands in what is spooled, then closes everything. */
export async function withDatabase(
  context: VerbContext,
  askedFor: string,
  limit: (configuration: Configuration) => number | null,
  verb: (edges: Edges) => Promise<VerbResult & { readonly isReachable: boolean }>,
): Promise<VerbResult> {
  const read = await readAll(context);
  if ("faults" in read) return configurationFaults(read.faults);
  const { configuration, load } = read;
  const hardDeadlineMs = limit(configuration);
  if (hardDeadlineMs !== null) context.startHardDeadline(hardDeadlineMs);
  const edges = openEdges(configuration, load, askedFor);
  try {
    const result = await verb(edges);
    if (result.isReachable) await deliverSpooled(edges);
    return result;
  } finally {
    edges.caller.close();
  }
}

async function readAll(context: VerbContext) {
  const read = readConfiguration(configurationPath(context.configPath), context.environment);
  if ("faults" in read) return read;
  const interfaces = await readInterfaces(read.configuration);
  return "faults" in interfaces ? interfaces : { configuration: read.configuration, load: interfaces.load };
}

function configurationFaults(faults: readonly string[]): VerbResult {
  return { exitCode: EXIT.usage, text: ["configuration:", ...faults].join(" | ") };
}

/** xp_cmdshell starts the executable in system32, so the folder of the program counts and not the current one. */
function configurationPath(given: string | null): string {
  if (given !== null) return given;
  return join(dirname(isSea() ? process.execPath : (process.argv[1] ?? ".")), "config.json");
}
