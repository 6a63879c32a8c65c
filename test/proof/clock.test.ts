import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { attemptParameters } from "../../src/store/attempt.ts";
import { lookUp } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import { plain } from "../standins/insurer/answers.ts";

const MINUTE = 60_000;
const refusal = Buffer.from('{"code":401,"message":"签名时间戳超时!"}');

suite("a clock that is wrong", { concurrency: 2 }, () => {
  for (const [minutes, english, chinese] of [
    [-45, "45 minutes ahead of the gateway's: set the clock", "本机时间比网关快约 45 分钟"],
    [45, "45 minutes behind the gateway's: set the clock", "本机时间比网关慢约 45 分钟"],
  ] as const) {
    test(`the gateway's clock ${minutes} minutes off is named as the cause of its refusal`, async (t) => {
      const rig = await rigFor(t);
      const date = new Date(Date.now() + minutes * MINUTE).toUTCString();
      rig.insurer.answer("1101", plain({ status: 401, headers: [["Date", date]], body: refusal }));
      const id = rig.insert("1101", lookUp);
      const { code, stdout } = await rig.run(id);
      assert.deepEqual([code, rig.request(id).error_code], [6, "GATEWAY_REFUSED"]);
      assert.ok(stdout.includes(english), stdout);
      assert.ok(rig.responses(id).at(-1)?.err_msg?.includes(chinese), rig.responses(id).at(-1)?.err_msg ?? "none");
    });
  }

  test("a gateway that gives no time is still known to complain of it", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("1101", plain({ status: 401, headers: [], body: refusal }));
    const id = rig.insert("1101", lookUp);
    const { code, stdout } = await rig.run(id);
    assert.deepEqual([code, rig.request(id).error_code], [6, "GATEWAY_REFUSED"]);
    assert.match(stdout, /this machine's clock/);
    assert.match(rig.responses(id).at(-1)?.err_msg ?? "", /请检查本机时间是否准确（允许误差 30 分钟）/);
  });

  test("a clock that is set years ahead during a run leaves a duration that the database takes", () => {
    const record = {
      requestId: 1,
      attemptId: 1,
      leaseToken: "00000000-0000-4000-8000-000000000001",
      outcome: "REPLIED",
    } as const;
    const rest = { httpStatus: 200, sentAt: null, cause: null, requestBody: null };
    const years = attemptParameters({ ...record, ...rest, durationMs: 20 * 365 * 24 * 60 * MINUTE });
    assert.equal(years.duration_ms?.value, 2_147_483_647);
  });
});
