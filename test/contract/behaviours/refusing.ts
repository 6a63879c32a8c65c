import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "../../rig/client.ts";
import { attempt, call, claim, finish, next, resolve, wait } from "../../rig/procedures.ts";
import { finished, type Given, newInput, taken, unknownOutcome } from "./given.ts";

/** HIS and the operator read these texts; programs act on the numbers. */
export function refusing(given: Given): void {
  const refuses = (what: string, number: number, message: string, act: (client: Client) => Promise<unknown>): void => {
    test(`${what} is refused with ${number} and its text`, async () => {
      await assert.rejects(act(given().client), { number, message });
    });
  };

  const code = "@interface_code 应为 4 位以上数字，末尾可带一个大写字母，不含空格；";
  refuses(
    "a call without anything",
    51001,
    "参数有误：@interface_code 为空；@input_data 为空；@mode 只能是 sync、async 或 queue；",
    (client) => call(client, { code: "", input: "", mode: "" }),
  );
  refuses(
    "a call with too long a code and no JSON",
    51001,
    "参数有误：@interface_code 超过 10 个字符；@input_data 不是 JSON；",
    (client) => call(client, { code: "11011101110", input: "{" }),
  );
  for (const wrong of ["110", "abcd", "1101a", "11 01", "1101AB", " 1101"]) {
    refuses(`a call with the code "${wrong}"`, 51001, `参数有误：${code}`, (client) => call(client, { code: wrong }));
  }
  refuses("a call whose input is a bare value", 51001, "参数有误：@input_data 不是 JSON；", (client) =>
    call(client, { input: "1" }),
  );
  for (const mode of ["sync", "async"]) {
    refuses(
      `a call of mode ${mode} inside a transaction`,
      51002,
      "不能在未提交的事务里调用：处理程序读不到未提交的请求。请先 COMMIT 再调用（PowerBuilder 请设 SQLCA.AutoCommit = TRUE），或用 @mode = 'queue'，提交后由工作进程处理。",
      (client) => insideTransaction(client, () => call(client, { code: "9903", input: newInput(), mode })),
    );
  }
  refuses(
    "a wait inside a transaction",
    51002,
    "不能在未提交的事务里等待结果。请先 COMMIT 再调用；PowerBuilder 请设 SQLCA.AutoCommit = TRUE。",
    (client) => insideTransaction(client, () => wait(client, 1, 0)),
  );
  for (const seconds of [-1, 3601]) {
    refuses(
      `a wait of ${seconds} seconds`,
      51001,
      "参数有误：@result_id 不能为空，@timeout_seconds 必须在 0 到 3600 之间。",
      (client) => wait(client, 1, seconds),
    );
  }
  const missing = "没有这个请求编号：请检查 @result_id 和所连接的数据库。";
  refuses("a wait for no request", 51003, missing, (client) => wait(client, 2_000_000_000, 0));

  refuses(
    "a claim whose lease ends at once",
    51001,
    "参数有误：@request_id、@lease_token、@fixmedins_code、@version、@awaited_ms 不能为空，@lease_seconds 必须大于 0。",
    (client) => claim(client, 1, { leaseSeconds: 0 }),
  );
  refuses(
    "a worker whose lease ends at once",
    51001,
    "参数有误：@lease_token、@fixmedins_code、@version、@awaited_ms 不能为空，@lease_seconds 必须大于 0。",
    (client) => next(client, { leaseSeconds: 0 }),
  );
  const version =
    "数据库对象的版本与处理程序不一致：处理程序需要版本 3。请用同一版本的 processor 执行 processor db install。";
  refuses("a claim of another version", 51010, version, (client) => claim(client, 1, { version: 3 }));
  refuses("a worker of another version", 51010, version, (client) => next(client, { version: 3 }));
  refuses(
    "an attempt closed as REPLIED without a response",
    51001,
    "参数有误：@request_id、@attempt_id、@lease_token、@awaited_ms 不能为空，@outcome 只能是 NOT_SENT 或 UNKNOWN。",
    async (client) => {
      const { requestId, attemptId } = await taken(client);
      await attempt(client, requestId, attemptId, { outcome: "REPLIED" });
    },
  );
  for (const facts of [{ outcome: "SENDING" }, { status: "PENDING" }]) {
    refuses(
      `a finish with ${JSON.stringify(facts)}`,
      51001,
      "参数有误：@request_id、@attempt_id、@lease_token 不能为空，@outcome 只能是 NOT_SENT、REPLIED 或 UNKNOWN，@status 只能是 COMPLETED 或 ERROR。",
      async (client) => {
        const { requestId, attemptId } = await taken(client);
        await finish(client, requestId, attemptId, facts);
      },
    );
  }

  refuses(
    "an unknown word for what happened",
    51004,
    "@resolution 只能是 happened（已办理）、did_not_happen（未办理）或 reversed（已冲正）。",
    async (client) => resolve(client, (await finished(client, "9903", unknownOutcome)).requestId, "perhaps"),
  );
  refuses("a word on no request", 51003, "没有这个请求编号：请检查 @request_id 和所连接的数据库。", (client) =>
    resolve(client, 2_000_000_000, "happened"),
  );
  const settled =
    "这个请求不能登记核实结果：只有 B 类或 C 类、结果未知（OUTCOME_UNKNOWN）或应答互相矛盾（CONFLICT）的请求可以；更正已登记的结果时，@note 要写明更正的原因。";
  refuses("a word on an answered request", 51004, settled, async (client) =>
    resolve(client, (await finished(client, "9903")).requestId, "happened"),
  );
  refuses(
    "a second record of the same request that does not say why it corrects the first",
    51004,
    settled,
    async (client) => {
      const { requestId } = await finished(client, "9903", unknownOutcome);
      await resolve(client, requestId, "happened");
      await resolve(client, requestId, "reversed");
    },
  );
}

async function insideTransaction(client: Client, act: () => Promise<unknown>): Promise<void> {
  await client.begin();
  try {
    await act();
  } finally {
    await client.rollback();
  }
}
