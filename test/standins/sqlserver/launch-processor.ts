import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Processor {
  readonly command: string;
  /** The request id is added; async mode adds "start" and the id. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the processor with these arguments and waits for its end. */
export type LaunchProcessor = (
  args: readonly string[],
) => Promise<{ readonly exitCode: number; readonly firstLine: string | undefined }>;

/**
 * Does what xp_cmdshell does: starts the command, waits until its output streams are closed by all who hold them and it has ended.
 *
 * A command that cannot be started gives exit code 1 and the reason as its output, as the Windows shell does.
 */
export function launcherOf(processor: Processor): LaunchProcessor {
  return async (args) => {
    const child = spawn(processor.command, [...processor.args, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...processor.env },
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
    }
    try {
      const [code]: unknown[] = await once(child, "close");
      return { exitCode: typeof code === "number" ? code : 1, firstLine: firstLineOf(text) };
    } catch (fault) {
      return { exitCode: 1, firstLine: fault instanceof Error ? fault.message : undefined };
    }
  };
}

function firstLineOf(text: string): string | undefined {
  return text.split(/\r?\n/).find((line) => line !== "");
}
