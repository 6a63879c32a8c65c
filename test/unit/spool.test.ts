import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { FinishCall } from "../../src/store/finish.ts";
import { type Delivery, openSpool } from "../../src/store/spool.ts";

const root = mkdtempSync(join(tmpdir(), "spool-"));
after(() => rmSync(root, { recursive: true, force: true }));

const FINISH: FinishCall = {
  requestId: 7,
  attemptId: 9,
  leaseToken: "11111111-2222-3333-4444-555555555555",
  outcome: "REPLIED",
  httpStatus: 200,
  durationMs: 12,
  sentAt: new Date("2024-11-01T10:30:00.123Z"),
  cause: null,
  requestBody: "{}",
  status: "COMPLETED",
  errorCode: null,
  infcode: "0",
  errMsg: "",
  responseData: '{"infcode":0,"output":{"psn_name":"张三"}}',
};

function newFolder(): string {
  return join(mkdtempSync(join(root, "test-")), "spool");
}

async function deliverAll(folder: string, delivery: Delivery): Promise<FinishCall[]> {
  const delivered: FinishCall[] = [];
  const deliver = async (finish: FinishCall): Promise<Delivery> => {
    delivered.push(finish);
    return delivery;
  };
  await openSpool(folder).deliverAll(deliver, () => true);
  return delivered;
}

test("a spooled call comes back as it was, its date too", async () => {
  const folder = newFolder();
  openSpool(folder).write(FINISH);
  assert.deepEqual(await deliverAll(folder, "taken"), [FINISH]);
  assert.deepEqual(readdirSync(folder), []);
});

test("a spooled file is the owner's alone, and its name holds ids only", () => {
  const folder = newFolder();
  const name = openSpool(folder).write(FINISH);
  assert.match(name ?? "", /^7-9-[0-9a-f-]{36}\.json$/);
  assert.equal(statSync(join(folder, name ?? "")).mode & 0o777, 0o600);
});

test("what the database will take later stays", async () => {
  const folder = newFolder();
  const name = openSpool(folder).write(FINISH);
  await deliverAll(folder, "later");
  assert.deepEqual(readdirSync(folder), [name]);
});

test("what the database never takes goes to rejected", async () => {
  const folder = newFolder();
  const name = openSpool(folder).write(FINISH);
  await deliverAll(folder, "rejected");
  assert.deepEqual(readdirSync(folder), ["rejected"]);
  assert.deepEqual(readdirSync(join(folder, "rejected")), [name]);
});

test("a damaged file goes to rejected and stops nothing", async () => {
  const folder = newFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "0-0-damaged.json"), '{"requestId":');
  openSpool(folder).write(FINISH);
  assert.deepEqual(await deliverAll(folder, "taken"), [FINISH]);
  assert.deepEqual(readdirSync(join(folder, "rejected")), ["0-0-damaged.json"]);
});

test("a file that a living process has taken is left alone", async () => {
  const folder = newFolder();
  const name = openSpool(folder).write(FINISH) ?? "";
  renameSync(join(folder, name), join(folder, `${name}.4711.taken`));
  assert.deepEqual(await deliverAll(folder, "taken"), []);
});

test("a file half written is left alone", async () => {
  const folder = newFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "7-9-x.json.tmp"), "{");
  assert.deepEqual(await deliverAll(folder, "taken"), []);
});

test("no file is delivered when there is no time", async () => {
  const folder = newFolder();
  openSpool(folder).write(FINISH);
  let asked = 0;
  await openSpool(folder).deliverAll(
    async () => {
      asked++;
      return "taken";
    },
    () => false,
  );
  assert.equal(asked, 0);
});

test("a folder that cannot be made is told and not thrown", () => {
  const file = join(mkdtempSync(join(root, "test-")), "file");
  writeFileSync(file, "");
  assert.equal(openSpool(join(file, "spool")).write(FINISH), null);
});

test("an absent folder holds nothing", async () => {
  assert.deepEqual(await deliverAll(newFolder(), "taken"), []);
});

test("a file that a dead process took long ago is delivered", async () => {
  const folder = newFolder();
  const name = openSpool(folder).write(FINISH) ?? "";
  const taken = join(folder, `${name}.4711.taken`);
  renameSync(join(folder, name), taken);
  utimesSync(taken, new Date(0), new Date(0));
  assert.deepEqual(await deliverAll(folder, "taken"), [FINISH]);
  assert.deepEqual(readdirSync(folder), []);
});
