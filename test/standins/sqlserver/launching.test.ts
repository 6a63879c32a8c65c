import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import process from "node:process";
import { type TestContext, test } from "node:test";
import { type Address, connect } from "../../rig/client.ts";
import { call, view } from "../../rig/procedures.ts";
import { type SqlServerStandIn, startSqlServerStandIn } from "./sqlserver.ts";

/** A server whose processor is this script of Node, and a client of it. */
async function open(t: TestContext, script: string) {
  const standIn = await startSqlServerStandIn({
    interfaces: [
      {
        interface_code: "9901",
        name: "查询",
        class: "A",
        reversible: false,
        look_with: null,
        look_input: null,
        key_fields: null,
        output_labels: [],
      },
    ],
    processor: { command: process.execPath, args: ["-e", script], env: { FROM_TEST: "yes" } },
  });
  const client = await connect(addressOf(standIn));
  t.after(async () => {
    client.close();
    await standIn.stop();
  });
  return { standIn, client };
}

function addressOf({ host, port, user, password, database }: SqlServerStandIn): Address {
  return { host, port, user, password, database, encrypt: false };
}

test("a synchronous call that leaves its row untouched says what the processor printed", async (t) => {
  const { client } = await open(
    t,
    "console.log('\\n' + process.env.FROM_TEST + ': ' + process.argv.slice(1)); process.exitCode = 2",
  );
  const seen = await view(client, await call(client, { mode: "sync" }));
  assert.equal(seen.error_code, "LAUNCH_FAILED");
  assert.equal(seen.err_msg, "医保处理程序没有运行，请求未发送，可以重新办理。原因：返回值非零，输出：yes: 1");
});

test("an asynchronous call runs start and leaves its row to the run", async (t) => {
  const { standIn, client } = await open(
    t,
    "process.exitCode = process.argv[1] === 'start' && process.argv[2] === '1' ? 0 : 2",
  );
  await call(client, { mode: "async" });
  assert.equal(standIn.tables.medical_insurance_requests[0]?.status, "PENDING");
});

test("an asynchronous call whose start fails says so in the row", async (t) => {
  const { client } = await open(t, "process.exitCode = 2");
  const seen = await view(client, await call(client, { mode: "async" }));
  assert.equal(seen.err_msg, "医保处理程序没有运行，请求未发送，可以重新办理。原因：返回值非零，输出：（无）");
});

test("a processor that is not there is a failed launch", async (t) => {
  const standIn = await startSqlServerStandIn({ interfaces: [], processor: { command: "no-such-program", args: [] } });
  const client = await connect(addressOf(standIn));
  t.after(() => standIn.stop());
  const seen = await view(client, await call(client, { mode: "sync" }));
  assert.equal(
    seen.err_msg,
    "医保处理程序没有运行，请求未发送，可以重新办理。原因：返回值非零，输出：spawn no-such-program ENOENT",
  );
  client.close();
});

test("a call waits for all who hold the processor's output, as xp_cmdshell does", async (t) => {
  const grandchildren = createServer().listen(0, "127.0.0.1");
  await once(grandchildren, "listening");
  // A TCP server's address is an object.
  const { port } = grandchildren.address() as AddressInfo;
  // It keeps the output open, says when the processor no longer exists, and ends when the test closes the connection.
  const grandchild = `
    const watch = setInterval(() => {
      if (String(process.ppid) === process.argv[1]) return;
      clearInterval(watch);
      require("net").connect(${port}, "127.0.0.1").resume();
    }, 5);`;
  const { standIn, client } = await open(
    t,
    `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}, String(process.pid)],
      { stdio: ["ignore", 1, 2], detached: true }).unref();`,
  );
  let answered = false;
  const called = call(client, { mode: "sync" }).then(() => {
    answered = true;
  });
  const [connection] = await once(grandchildren, "connection");
  const other = await connect(addressOf(standIn));
  await view(other, 1);
  assert.equal(answered, false);
  other.close();
  connection.end();
  await called;
  grandchildren.close();
});
