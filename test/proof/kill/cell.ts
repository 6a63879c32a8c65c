import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { ageSpool, type Books, type Class, inputOf, type Stage } from "../stage/stage.ts";
import type { KillPoint } from "./kill-points.ts";

/** What one cell of the kill matrix showed. */
export interface Cell {
  readonly step: string;
  readonly of: Class;
  /** Sendings that had reached the insurer at the death. */
  readonly sendings: number;
  readonly atDeath: string;
  readonly afterRescue: string;
  readonly replay: string;
  readonly confirmed: string;
}

/** Kills a processor at a step and looks at what is left, what rescue makes of it, and what a replay may do. */
export async function killAt(point: KillPoint, of: Class, openStage: (of: KillPoint) => Promise<Stage>): Promise<Cell> {
  const stage = await openStage(point);
  try {
    const requestId = await stage.insert(of);
    const letOthersGoOn = await point.kill(stage, requestId, of);
    const dead = await stage.books(requestId);
    const before = sendingsOf(stage, of, dead.msgid);
    letOthersGoOn();
    if (point.becomes !== undefined) await untilBooksSay(stage, requestId, point.becomes);
    await stage.letTimePass(requestId);
    await ageSpool(stage.folder);
    await stage.rescue();
    const rescued = await stage.books(requestId);
    assert.equal(sendingsOf(stage, of, rescued.msgid), before, "rescue sends nothing");
    const replay = await replayed(stage, requestId, of, []);
    await point.afterwards?.(stage);
    const confirmed = replay.startsWith("refused")
      ? await replayed(stage, requestId, of, ["--confirm", requestId])
      : "not needed";
    const afterRescue = written(rescued) === written(dead) ? "the same" : written(rescued);
    return { step: point.step, of, sendings: before, atDeath: written(dead), afterRescue, replay, confirmed };
  } finally {
    await stage.close();
  }
}

async function untilBooksSay(stage: Stage, requestId: number, status: string): Promise<void> {
  while ((await stage.books(requestId)).status !== status) await pause(20);
}

/** Of this message: the kill point may have sent others. */
function sendingsOf({ insurer }: Stage, of: Class, msgid: string | null): number {
  return insurer.sendingsOf(inputOf(of, 1).infno).filter((seen) => seen.msgid === msgid).length;
}

async function replayed(
  stage: Stage,
  requestId: number,
  of: Class,
  words: readonly (string | number)[],
): Promise<string> {
  const { msgid: old, outcomes } = await stage.books(requestId);
  const before = stage.insurer.sendingsOf(inputOf(of, 1).infno).length;
  const exit = await stage.run("replay", requestId, ...words);
  const after = await stage.books(requestId);
  const sent = stage.insurer.sendingsOf(inputOf(of, 1).infno).length - before;
  if (exit.code === 3) {
    assert.deepEqual([sent, after.outcomes], [0, outcomes], "a refused replay leaves no trace");
    return "refused, exit 3";
  }
  assert.deepEqual([exit.code, sent, after.status, after.error_code], [0, 1, "COMPLETED", null], exit.stdout);
  if (old === null) return "sent for the first time";
  return after.msgid === old ? "sent with the same msgid" : "sent with a new msgid";
}

function written({ status, error_code, outcomes }: Books): string {
  const attempts = outcomes.length === 0 ? "no attempt" : outcomes.join(", ");
  return `${error_code === null ? status : `${status} ${error_code}`}; ${attempts}`;
}
