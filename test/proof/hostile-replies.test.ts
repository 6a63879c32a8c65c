import assert from "node:assert/strict";
import { test } from "node:test";
import { settlement } from "../rig/inputs.ts";
import { type ProcessorCommand, sourceProcessor } from "../rig/processor.ts";
import { openRig, rigFor } from "../rig/rig.ts";
import { plain } from "../standins/insurer/answers.ts";
import { type HostileReply, hostileReplies } from "./hostile/replies.ts";
import { inParallel } from "./pool.ts";

/** The sources, because the executable takes no options of Node. */
const withMemory = (megabytes: number): ProcessorCommand => ({
  ...sourceProcessor,
  args: [`--max-old-space-size=${megabytes}`, ...sourceProcessor.args],
});

test("no reply of the insurer crashes the processor, and what can be kept of it is kept", async () => {
  const wrong = await inParallel(3, hostileReplies, async (hostile) => {
    const rig = await openRig({
      configuration: { sdk: { max_reply_bytes: 1_000_000 }, retry: { max_attempts: 1 } },
      // Twice what a run needs, and a fraction of the bomb.
      ...(hostile.isLarge ? { processor: withMemory(96) } : {}),
    });
    try {
      rig.insurer.answer("2207", plain(hostile.reply));
      const id = rig.insert("2207", settlement());
      const exit = await rig.run(id);
      return faultsOf(hostile, exit, rig.request(id).error_code, rig.responses(id).at(-1)?.response_data ?? "");
    } finally {
      await rig.close();
    }
  });
  assert.deepEqual(wrong.flat(), []);
});

test("18 MB of empty lists, which would be some hundred MB as values, are an unknown outcome and are kept", async (t) => {
  const rig = await rigFor(t, { processor: withMemory(192) });
  const body = Buffer.from(`{"infcode":0,"err_msg":"","output":[${"[],".repeat(6_000_000)}[]]}`);
  rig.insurer.answer("2207", plain({ status: 200, headers: [], body }));
  const id = rig.insert("2207", settlement());
  const { code, stdout } = await rig.run(id);
  assert.deepEqual([code, rig.request(id).error_code], [7, "OUTCOME_UNKNOWN"], stdout);
  assert.match(stdout, /the body has more than 500000 objects and lists/);
  assert.match(
    rig.responses(id).at(-1)?.response_data ?? "",
    /"raw":"\{\\"infcode\\":0,\\"err_msg\\":\\"\\",\\"output\\":\[\[\],/,
  );
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
