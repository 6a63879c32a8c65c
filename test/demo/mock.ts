import { once } from "node:events";
import { createServer } from "node:net";
import { answerByMagicWord } from "./magic-words.ts";
import { readAskedPorts } from "./mock-ports.ts";
import { mockText } from "./mock-text.ts";
import { type Ports, type Stage, setStage } from "./stage.ts";

/** The interfaces for which the insurer stand-in has good replies. */
const answered = ["1101", "2001", "2204", "2206", "2207", "2601", "5203", "9001"];
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

async function setStageOrSay(ports: Ports): Promise<Stage | undefined> {
  try {
    return await setStage(ports);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

async function stayUp(args: readonly string[]): Promise<number> {
  const asked = readAskedPorts(args);
  if ("fault" in asked) {
    process.stderr.write(`${asked.fault}\n`);
    return 2;
  }
  const sqlPort = asked.sql ?? ((await isFree(usualPort)) ? usualPort : 0);
  const stage = await setStageOrSay({ sql: sqlPort, insurer: asked.insurer ?? 0 });
  if (stage === undefined) return 1;
  for (const infno of answered) stage.insurer.answer(infno, answerByMagicWord);
  const end = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => end.resolve());
  process.stdout.write(mockText(stage));
  await end.promise;
  await stage.close();
  process.stdout.write("\nBoth stand-ins have stopped.\n");
  return 0;
}

process.exitCode = await stayUp(process.argv.slice(2));
