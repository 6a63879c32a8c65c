import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A process beside the one that measures. It says one line of JSON when it is ready and ends with its input. */
export interface Helper {
  readonly said: unknown;
  close(): Promise<void>;
}

/** @param script a file of this folder */
export async function startHelper(script: string, args: readonly (string | number)[]): Promise<Helper> {
  const words = [join(import.meta.dirname, script), ...args.map(String)];
  const child = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const [line] = await once(createInterface(child.stdout), "line");
  return {
    said: JSON.parse(line),
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
