import { readFileSync } from "node:fs";
import { builtProcessor } from "../rig/processor.ts";
import { openRig, type Rig } from "../rig/rig.ts";
import { large } from "../standins/insurer/answers.ts";

const REPLY_CHARACTERS = 5_000_000;

export interface Peaks {
  readonly ordinaryMb: number;
  readonly largeReplyMb: number;
}

/** The most memory that a run holds, with an ordinary reply and with one of 5 MB: medians. */
export async function measurePeaks(rounds: number): Promise<Peaks> {
  const rig = await openRig({ processor: builtProcessor });
  try {
    const ordinaryMb = await medianPeak(rig, rounds);
    rig.insurer.answer("1101", largeReply());
    return { ordinaryMb, largeReplyMb: await medianPeak(rig, rounds) };
  } finally {
    await rig.close();
  }
}

export function largeReply(): ReturnType<typeof large> {
  return large(REPLY_CHARACTERS);
}

async function medianPeak(rig: Rig, rounds: number): Promise<number> {
  const peaks: number[] = [];
  for (let round = 0; round < rounds; round++) peaks.push(await peakOfRun(rig));
  return peaks.sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? Number.NaN;
}

/** Looks when all but the last answer of the database has been received: nothing large comes after it. */
async function peakOfRun(rig: Rig): Promise<number> {
  const hold = rig.sql.faults.hold("sp_medical_insurance_finish", "after");
  const running = rig.start(rig.insert("1101", { psn_no: "43000000000000000001" }));
  await hold.reached;
  const status = readFileSync(`/proc/${running.child.pid}/status`, "utf8");
  hold.release();
  const { code, stdout } = await running.ended;
  if (code !== 0) throw new Error(`a run ended with ${code}: ${stdout}`);
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
