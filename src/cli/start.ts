import { spawn } from "node:child_process";
import { isSea } from "node:sea";
import { inEnglish } from "../language.ts";
import { EXIT } from "../report/exit-code.ts";
import { parseRequestId } from "./request-id.ts";
import { configurationFaulty, readAll, type VerbContext, type VerbResult } from "./verb.ts";

/**
 * Starts `processor <request_id>` as a separate process. It shares no stream with this process, because xp_cmdshell waits until
 * every process that has its pipe open has closed it.
 */
export async function startRun(id: string, context: VerbContext): Promise<VerbResult> {
  const parsed = parseRequestId(id, inEnglish);
  if ("fault" in parsed) return { exitCode: EXIT.usage, text: parsed.fault };
  const { requestId } = parsed;
  // Nobody reads what the background process prints, so faults of the configuration are shown here.
  const read = await readAll(context);
  if ("faults" in read) return configurationFaulty(read);
  const script = isSea() ? [] : [process.argv[1] ?? ""];
  const config = context.configPath === null ? [] : ["--config", context.configPath];
  const child = spawn(process.execPath, [...script, ...config, String(requestId)], {
    detached: true,
    stdio: "ignore",
    windowsHide: true,
  });
  // A program that cannot be started has no pid; the event alone would end this process with a stack.
  child.once("error", () => {});
  child.unref();
  if (child.pid === undefined)
    return { exitCode: EXIT.usage, text: `request ${requestId}: the processor could not be started` };
  const { pid } = child;
  const text = `request ${requestId}: started as process ${pid}`;
  return { exitCode: EXIT.success, text, json: { request_id: requestId, pid } };
}
