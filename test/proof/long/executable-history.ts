import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { inputOfClass, settlement } from "../../rig/inputs.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { readSpool } from "../../rig/traces.ts";
import * as answers from "../../standins/insurer/answers.ts";
import { ageSpool } from "../stage/stage.ts";

/** A process of the executable, what befalls it, and when it is killed. */
export interface Turn {
  readonly verb: "run" | "replay" | "confirmed-replay" | "rescue";
  readonly answer: "good" | "refused" | "lost" | "html";
  readonly database: "well" | "claim-lost" | "finish-lost" | "finish-dropped" | "finish-refused";
  /** Milliseconds after its start; null: it lives. A process takes about 300. */
  readonly killedAfterMs: number | null;
}

export const executableHistory: fc.Arbitrary<{ readonly of: "A" | "C"; readonly turns: readonly Turn[] }> = fc.record({
  of: fc.constantFrom("A", "C"),
  turns: fc.array(
    fc.record({
      verb: fc.constantFrom<Turn["verb"][]>("run", "replay", "confirmed-replay", "rescue"),
      answer: fc.constantFrom<Turn["answer"][]>("good", "refused", "lost", "html"),
      database: fc.constantFrom<Turn["database"][]>(
        "well",
        "well",
        "claim-lost",
        "finish-lost",
        "finish-dropped",
        "finish-refused",
      ),
      killedAfterMs: fc.option(fc.integer({ min: 150, max: 450 }), { freq: 2 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

const ANSWERS = { good: answers.good, refused: answers.refused("拒绝"), lost: answers.lost, html: answers.html(502) };

/** Lives through a history with real processes, one after another, and checks what is promised. */
export async function liveWithExecutable(of: "A" | "C", turns: readonly Turn[]): Promise<void> {
  const rig = await openRig({ configuration: { retry: { max_attempts: 1 } } });
  try {
    const { infno } = inputOfClass[of];
    const id = rig.insert(infno, of === "C" ? settlement() : inputOfClass.A.input);
    let words = 0;
    for (const turn of [{ ...START }, ...turns]) {
      if (turn.verb === "confirmed-replay") words++;
      await takeTurn(rig, infno, id, turn);
    }
    await letAllEnd(rig, id);
    const outcomes = rig.attempts(id).map(({ outcome }) => outcome);
    const { status } = rig.request(id);
    assert.ok(status === "COMPLETED" || status === "ERROR", `${status} after rescue; ${outcomes}`);
    assert.ok(!outcomes.includes("SENDING"), outcomes.join());
    assert.deepEqual(readSpool(rig.folder), []);
    const sendings = rig.insurer.sendingsOf(infno).length;
    assert.ok(sendings <= outcomes.length, `${sendings} sendings in ${outcomes.length} attempts`);
    if (of === "C") assert.ok(sendings <= 1 + words, `${sendings} sendings with ${words} words of a person`);
  } finally {
    await rig.close();
  }
}

const START: Turn = { verb: "run", answer: "good", database: "well", killedAfterMs: 300 };

async function takeTurn(rig: Rig, infno: string, id: number, turn: Turn): Promise<void> {
  rig.insurer.answer(infno, ANSWERS[turn.answer]);
  plan(rig, turn.database);
  const running = rig.start(...wordsOf(turn.verb, id));
  if (turn.killedAfterMs !== null) {
    await Promise.race([pause(turn.killedAfterMs), running.ended]);
    await running.kill();
  }
  await running.ended;
  rig.sql.faults.clear();
}

function wordsOf(verb: Turn["verb"], id: number): readonly (string | number)[] {
  switch (verb) {
    case "run":
      return [id];
    case "replay":
      return ["replay", id];
    case "confirmed-replay":
      return ["replay", id, "--confirm", id];
    case "rescue":
      return ["rescue"];
  }
}

function plan({ sql: { faults } }: Rig, database: Turn["database"]): void {
  if (database === "claim-lost") faults.drop("sp_medical_insurance_claim", "after");
  if (database === "finish-lost") faults.drop("sp_medical_insurance_finish", "after");
  if (database === "finish-dropped") faults.drop("sp_medical_insurance_finish", "before");
  if (database === "finish-refused") faults.raise("sp_medical_insurance_finish", 51_001, 1);
}

async function letAllEnd(rig: Rig, id: number): Promise<void> {
  const past = new Date(Date.now() - 61_000);
  const row = rig.request(id);
  if (row.status === "PENDING") Object.assign(row, { create_time: past });
  if (row.status === "PROCESSING") row.lease_until = past;
  await ageSpool(rig.folder);
  for (let round = 0; round < 2; round++) assert.equal((await rig.run("rescue")).code, 0);
}
