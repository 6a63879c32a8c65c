import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Interface } from "../../src/interfaces/interface.ts";
import { deadlineFrom } from "../../src/run/deadline.ts";
import type { Dependencies } from "../../src/run/dependencies.ts";
import { run } from "../../src/run/run.ts";
import { connectEarly } from "../../src/sending/early-connection.ts";
import type { CallResult } from "../../src/store/session.ts";
import { ownerOf } from "../../src/store/spool/owner.ts";
import { openSpool } from "../../src/store/spool/spool.ts";
import { configuration } from "../proof/histories/configuration.ts";
import { startInsurerStandIn } from "../standins/insurer/insurer.ts";
import { institution } from "../standins/insurer/sample-request.ts";

/** The processor connects to an insurer of its own at a time that the test sets. */
async function connectAt(t: TestContext, clock: { elapsed: number }) {
  const insurer = await startInsurerStandIn(institution);
  t.after(() => insurer.stop());
  const settings = { ...configuration.sdk, url: new URL(insurer.url) };
  const early = connectEarly(settings, { elapsedMs: () => clock.elapsed, epochMs: () => 0 });
  t.after(() => early.close());
  return { insurer, early };
}

const timeLeft = (): number => 1000;

test("an early connection is given once", async (t) => {
  const { early } = await connectAt(t, { elapsed: 0 });
  const first = await early.take(timeLeft);
  assert.equal(await early.take(timeLeft), null);
  assert.notEqual(first, null);
  first?.close();
});

for (const [elapsed, isGiven] of [
  [1999, true],
  [2000, false],
] as const) {
  test(`an early connection is ${isGiven ? "given" : "closed instead"} ${elapsed} ms after it was begun`, async (t) => {
    const clock = { elapsed: 0 };
    const { insurer, early } = await connectAt(t, clock);
    clock.elapsed = elapsed;
    const connection = await early.take(timeLeft);
    assert.equal(connection !== null, isGiven);
    connection?.close();
    await insurer.allClosed();
    assert.deepEqual([insurer.connections, insurer.requestBytes], [1, 0]);
  });
}

test("an early connection that is closed is not given, and the insurer sees it closed", async (t) => {
  const { insurer, early } = await connectAt(t, { elapsed: 0 });
  early.close();
  assert.equal(await early.take(timeLeft), null);
  await insurer.allClosed();
  assert.equal(insurer.requestBytes, 0);
});

const claimed: CallResult = {
  rows: [
    {
      request_id: 7,
      attempt_id: 1,
      attempt_no: 1,
      interface_code: "9903",
      interface_class: "C",
      input_data: '{"data":{}}',
      msgid: "H12345678901202601050900000001",
      claimed_at: new Date(0),
    },
  ],
  output: {},
};

const refusing: Interface = {
  infno: "9903",
  name: "9903",
  kind: "query",
  class: "C",
  reversible: false,
  lookWith: null,
  businessKeys: [],
  keyFields: [],
  nodes: ["data"],
  listNodes: [],
  carriesFile: false,
  promisesOutput: true,
  hasField: () => true,
  validateInput: (input) => ({
    input,
    faults: [{ path: "data", place: "data", label: "", rule: { keyword: "required" } }],
    warnings: [],
  }),
};

/** What a run does with the world outside, in order. */
async function eventsOfRun(claim: CallResult): Promise<readonly string[]> {
  const events: string[] = [];
  const answers: Readonly<Record<string, CallResult>> = {
    sp_medical_insurance_claim: claim,
    sp_medical_insurance_finish: { rows: [], output: { result: "stored" } },
  };
  const call = async (procedure: string): Promise<CallResult> => {
    events.push(procedure);
    return answers[procedure] ?? { rows: [], output: {} };
  };
  const dependencies: Dependencies = {
    configuration,
    clock: { elapsedMs: () => 0, epochMs: () => 0 },
    random: () => 0,
    sleep: async () => {},
    newToken: () => "00000000-0000-4000-8000-000000000001",
    owner: "test",
    requestedBy: "test",
    procedures: { call, callWhileAwaited: call, close() {} },
    openSession: () => assert.fail("no further session is opened"),
    loadInterface: () => refusing,
    connectInsurer: () => assert.fail("no attempt connects"),
    connectEarly() {
      events.push("connect");
      return { take: () => assert.fail("no attempt takes it"), close: () => void events.push("close") };
    },
    spool: openSpool("nowhere", ownerOf(configuration.database)),
    log: { debug() {}, info() {}, warn() {}, error() {}, draft: () => assert.fail("no worker is started") },
  };
  await run({ requestId: 7, replay: false, confirmed: false }, deadlineFrom(0, 45), dependencies);
  return events;
}

test("for a refused input the early connection is closed before the end is stored", async () => {
  const events = await eventsOfRun(claimed);
  assert.deepEqual(events.slice(0, 4), [
    "connect",
    "sp_medical_insurance_claim",
    "close",
    "sp_medical_insurance_finish",
  ]);
});

test("for a row that is not claimed the early connection is closed at once", async () => {
  const events = await eventsOfRun({ rows: [], output: { refusal: "DONE" } });
  assert.deepEqual(events, ["connect", "sp_medical_insurance_claim", "close"]);
});
