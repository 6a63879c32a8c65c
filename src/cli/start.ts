import { spawn } from "node:child_process";
import { isSea } from "node:sea";
import { EXIT } from "../exit-code.ts";
import type { VerbResult } from "./database-verb.ts";
import { parseRequestId } from "./request-id.ts";

/**
 * Starts `processor <request_id>` on its own: no stream of it is ours, because xp_cmdshell waits until its pipe is closed by
 * everybody who holds it.
 */
export function startRun(text: string, configPath: string | null): VerbResult {
  const parsed = parseRequestId(text);
  if ("fault" in parsed) return { exitCode: EXIT.usage, text: parsed.fault };
  const script = isSea() ? [] : [process.argv[1] ?? ""];
  const config = configPath === null ? [] : ["--config", configPath];
  const child = spawn(process.execPath, [...script, ...config, String(parsed.requestId)], {
    detached: true,
    stdio: "ignore",
    windowsHide: true,
  });
  child.unref();
  if (child.pid === undefined)
    return { exitCode: EXIT.usage, text: `request ${parsed.requestId}: the processor could not be started` };
  return { exitCode: EXIT.success, text: `request ${parsed.requestId}: started as process ${child.pid}` };
}
