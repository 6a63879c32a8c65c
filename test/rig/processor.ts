import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, link, writeFile } from "node:fs/promises";
import { getCompileCacheDir } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isWine } from "./system.ts";
import { findWine } from "./wine.ts";

/** How the processor is started: the program, and what comes before the processor's own arguments. */
export interface ProcessorCommand {
  readonly command: string;
  readonly args: readonly string[];
}

const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

export const sourceProcessor: ProcessorCommand = { command: process.execPath, args: [pathOf("bin/processor.ts")] };
export const builtProcessor: ProcessorCommand = {
  command: pathOf(process.platform === "win32" ? "dist/processor.exe" : "dist/processor"),
  args: [],
};

/**
 * The one that all whole runs use: what is shipped, unless TEST_PROCESSOR=source asks for what has just been written, or
 * TEST_PROCESSOR=wine for the Windows executable.
 */
export const processor: ProcessorCommand = chooseProcessor();

function chooseProcessor(): ProcessorCommand {
  if (process.env.TEST_PROCESSOR === "source") return sourceProcessor;
  if (process.env.TEST_PROCESSOR !== "wine") return builtProcessor;
  const executable = pathOf("dist/processor.exe");
  const wine = findWine(executable);
  if (typeof wine === "string") throw new Error(`TEST_PROCESSOR=wine: ${wine}`);
  return wine.command(executable);
}

/** A process that has ended. */
export interface Exit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** A process that is running. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Exit>;
  /** Ends it immediately, with SIGKILL, and waits until it no longer exists. */
  kill(): Promise<Exit>;
}

export interface Surroundings {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Beyond every deadline that a test configures: a process that hangs is killed and its test fails. */
const LONGEST_RUN_MS = 60_000;

/** The processor's sources share the compile cache of this process, if it has one. */
function compileCache(command: string): Readonly<Record<string, string>> {
  const folder = getCompileCacheDir();
  return command === process.execPath && folder !== undefined ? { NODE_COMPILE_CACHE: folder } : {};
}

/** The environment of a program of this project that runs from its sources, and of the processors that it starts. */
export function sourceEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...compileCache(process.execPath) };
}

/** Starts a command and collects what it says. Of this process's environment it gets nothing but the path. */
export function startProcess(
  { command, args }: ProcessorCommand,
  own: readonly string[],
  { cwd, environment }: Surroundings,
): Running {
  const startedMs = performance.now();
  const child = spawn(command, [...args, ...own], {
    cwd,
    env: { PATH: process.env.PATH, ...compileCache(command), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    // Under wine the processor is not this process but one below it, of the same group.
    detached: isWine,
    timeout: LONGEST_RUN_MS,
    killSignal: "SIGKILL",
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    said.stdout += piece;
  });
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    said.stderr += piece;
  });
  const ended = once(child, "close").then(
    (): Exit => ({ code: child.exitCode, ...said, durationMs: performance.now() - startedMs }),
  );
  return {
    child,
    ended,
    kill() {
      if (isWine && child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
      else child.kill("SIGKILL");
      return ended;
    },
  };
}

/** Puts a processor into a folder, where it looks for config.json next to itself. */
export async function placeProcessor(folder: string, original = processor): Promise<ProcessorCommand> {
  const program = original.args.at(-1) ?? original.command;
  const placed = join(folder, basename(program));
  if (program.endsWith(".ts")) await writeFile(placed, `import ${JSON.stringify(pathToFileURL(program).href)};\n`);
  else await link(program, placed).catch(() => copyFile(program, placed));
  if (original.args.length === 0) return { command: placed, args: [] };
  return { ...original, args: [...original.args.slice(0, -1), placed] };
}
