import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { sourceEnvironment } from "../rig/processor.ts";
import type { Login } from "./his.ts";

/** `npm run mock` as a process of its own, up and talked to as its own text says. */
export interface MockProcess {
  readonly child: ChildProcess;
  readonly text: string;
  readonly login: Login;
  /** Where it takes commands. */
  readonly controlUrl: string;
  /** What it printed after `text`, and its exit code. */
  end(): Promise<{ readonly rest: string; readonly code: unknown }>;
}

const program = fileURLToPath(new URL("mock.ts", import.meta.url));
const loginLine = /^SQL Server {3}127\.0\.0\.1,(\d+) {3}database (\S+) {3}login (\S+) {3}password (\S+)$/m;

/** Starts it and waits until it has said the last of its lines. */
export async function startMock(args: readonly string[]): Promise<MockProcess> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: sourceEnvironment(),
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  while (!/-GATEWAY .*\n/.test(text)) await once(child.stdout, "data");
  const said = text;
  const [, port, database = "", user = "", password = ""] = loginLine.exec(said) ?? [];
  return {
    child,
    text: said,
    controlUrl: /curl -X POST (\S+)\/stop\/sql/.exec(said)?.[1] ?? "",
    login: { port: Number(port), database, user, password },
    async end() {
      const closed = once(child, "close");
      child.kill("SIGINT");
      const [code] = await closed;
      return { rest: text.slice(said.length), code };
    },
  };
}
