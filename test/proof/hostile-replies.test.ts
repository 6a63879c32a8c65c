import assert from "node:assert/strict";
import { test } from "node:test";
import { settlement } from "../rig/inputs.ts";
import { openRig } from "../rig/rig.ts";
import { plain } from "../standins/insurer/answers.ts";
import { type HostileReply, hostileReplies } from "./hostile/replies.ts";
import { inParallel } from "./pool.ts";

/** Twice what a run needs, and a fraction of the bomb. */
const environment = { NODE_OPTIONS: "--max-old-space-size=96" };

test("no reply of the insurer crashes the processor, and what can be kept of it is kept", async () => {
  const rig = await openRig({
    configuration: { sdk: { max_reply_bytes: 1_000_000 }, retry: { max_attempts: 1 } },
    environment,
  });
  try {
    const wrong = await inParallel(1, hostileReplies, async (hostile) => {
      rig.insurer.answer("2207", plain(hostile.reply));
      const id = rig.insert("2207", settlement(hostileReplies.indexOf(hostile) + 1));
      const exit = await rig.run(id);
      return faultsOf(hostile, exit, rig.request(id).error_code, rig.responses(id).at(-1)?.response_data ?? "");
    });
    assert.deepEqual(wrong.flat(), []);
  } finally {
    await rig.close();
  }
});

function faultsOf(
  { name, error_code, keeps }: HostileReply,
  { code, stdout, stderr }: { code: number | null; stdout: string; stderr: string },
  actual: string | null,
  responseData: string,
): readonly string[] {
  const exit = { OUTCOME_UNKNOWN: 7, REFUSED: 5, null: 0 }[String(error_code)];
  const isRight = code === exit && actual === error_code && stderr === "" && keeps.test(responseData);
  const isOneLine = /^[\x20-\x7e]{1,1000}\n$/.test(stdout);
  if (isRight && isOneLine) return [];
  return [`${name}: exit ${code}, ${actual}, ${stdout}${stderr.slice(0, 500)} ${responseData.slice(0, 200)}`];
}
