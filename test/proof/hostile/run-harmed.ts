import assert from "node:assert/strict";
import fc from "fast-check";
import { lookUp } from "../../rig/inputs.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { readSpool } from "../../rig/traces.ts";
import { inParallel } from "../pool.ts";
import { damageOf, type Harm, harm } from "./damages.ts";
import { openHostileServer } from "./server.ts";

const DEADLINE_SECONDS = 12;

/** So many harms, chosen by the seed. Most of their time is waiting for what a broken server does not say. */
export async function sufferHarms(count: number, seed: number): Promise<void> {
  await inParallel(6, fc.sample(harm, { numRuns: count, seed }), async (each) => {
    const rig = await openRig();
    try {
      await runHarmed(rig, each);
    } finally {
      await rig.close();
    }
  });
}

/** Runs a look-up against a harmful server: no crash, no hang, one line, and a reply once received is somewhere. */
async function runHarmed(rig: Rig, harm: Harm): Promise<void> {
  const server = await openHostileServer(rig.sql, damageOf(harm));
  try {
    const connection_string = rig.sql.connectionString.replace(/SERVER=[^;]*/, `SERVER=127.0.0.1,${server.port}`);
    const configuration = { database: { connection_string }, run: { deadline_seconds: DEADLINE_SECONDS } };
    await rig.configure({ ...configuration, sdk: { timeout: 1 } });
    const requestId = rig.insert("1101", lookUp);
    const { code, stdout, stderr, durationMs } = await rig.run(requestId);
    const facts = JSON.stringify({ harm, code, stdout, stderr });
    assert.notEqual(code, 1, facts);
    assert.notEqual(code, null, facts);
    assert.match(stderr, /^(?:the database cannot be reached \([^\n]*\); it is tried again until [\d:]{8}\n)?$/, facts);
    assert.match(stdout, /^[\x20-\x7e]+\n$/, facts);
    assert.ok(durationMs < DEADLINE_SECONDS * 1000 + 1000, facts);
    const wasAnswered = rig.insurer.requests.length > 0;
    const isStored = rig.responses(requestId).length > 0;
    const isSpooled = readSpool(rig.folder).some(({ finish }) => finish.requestId === requestId);
    assert.ok(!wasAnswered || isStored || isSpooled, `the reply is lost: ${facts}`);
  } finally {
    await server.stop();
  }
}
