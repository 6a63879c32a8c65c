import { once } from "node:events";
import { createServer } from "node:net";
import { parseArgs } from "node:util";
import { answerByMagicWord } from "./magic-words.ts";
import { mockText } from "./mock-text.ts";
import { setStage } from "./stage.ts";

/** The interfaces for which the insurer's stand-in has good answers. */
const answered = ["1101", "2001", "2204", "2206", "2207", "2601", "5203", "9001"];
const usualPort = 1433;

const { values } = parseArgs({ options: { "sql-port": { type: "string" }, "insurer-port": { type: "string" } } });

/** A port from the command line; undefined when none is named. */
function portFrom(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new RangeError(`--${option} must be a port number, 0 to 65535`);
  return port;
}

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

const stage = await setStage({
  sql: portFrom(values["sql-port"], "sql-port") ?? ((await isFree(usualPort)) ? usualPort : 0),
  insurer: portFrom(values["insurer-port"], "insurer-port") ?? 0,
});
for (const infno of answered) stage.insurer.answer(infno, answerByMagicWord);
process.stdout.write(mockText(stage));

const end = Promise.withResolvers<void>();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => end.resolve());
await end.promise;
await stage.leave();
process.stdout.write("\nBoth stand-ins have stopped.\n");
