import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { interfaceRows } from "../../src/interfaces/catalogue.ts";
import { type Control, createControl } from "./control.ts";
import { type ControlAddress, openControlAddress } from "./control-address.ts";
import { readMockOptions, usage } from "./mock-options.ts";
import { controlText, mockText } from "./mock-text.ts";
import { type Stage, setStage } from "./stage.ts";

const usualPort = 1433;

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, "127.0.0.1");
  try {
    await once(probe, "listening");
  } catch {
    return false;
  }
  probe.close();
  await once(probe, "close");
  return true;
}

/** Undefined when a port is taken, which is said. */
async function openOrSay<T>(open: () => Promise<T>): Promise<T | undefined> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

/** A pipe at the standard input is left alone: it would keep the mock running, and scripts have the address. */
function takeTypedCommands(control: Control): void {
  if (!process.stdin.isTTY) return;
  const lines = createInterface({ input: process.stdin, terminal: false });
  lines.on("line", async (line) => {
    const words = line.trim().split(/\s+/);
    if (words[0] === "") return;
    const result = await control.run(words);
    process.stdout.write(`${"done" in result ? result.done : result.fault}\n`);
  });
}

async function stayUp(args: readonly string[]): Promise<number> {
  const asked = readMockOptions(args);
  if ("isHelp" in asked) {
    process.stdout.write(`${usage}\n\n${controlText("http://127.0.0.1:PORT/mock")}`);
    return 0;
  }
  if ("fault" in asked) {
    process.stderr.write(`${asked.fault}\n`);
    return 2;
  }
  const sqlPort = asked.sql ?? ((await isFree(usualPort)) ? usualPort : 0);
  const stage = await openOrSay(() => setStage({ sql: sqlPort, insurer: asked.insurer ?? 0 }));
  if (stage === undefined) return 1;
  const control = createControl(stage);
  for (const { interface_code } of interfaceRows()) stage.insurer.answer(interface_code, control.answer);
  const address = await openOrSay(() => openControlAddress(control, asked.control ?? 0));
  if (address !== undefined) await serve(stage, control, address);
  await stage.close();
  if (address === undefined) return 1;
  process.stdout.write("\nBoth stand-ins have stopped.\n");
  return 0;
}

/** Until a signal. */
async function serve(stage: Stage, control: Control, address: ControlAddress): Promise<void> {
  const end = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => end.resolve());
  process.stdout.write(mockText(stage, address.url));
  takeTypedCommands(control);
  await end.promise;
  process.stdin.destroy();
  address.close();
}

process.exitCode = await stayUp(process.argv.slice(2));
