import { join } from "node:path";
import { openRig, type Rig } from "../rig/rig.ts";
import { DISTANCES, openDistantRig } from "./distant.ts";
import { largeReply } from "./memory.ts";

/** Where a job finds its configuration, and the first of the requests that wait for it. */
export interface Waiting {
  readonly config: string;
  readonly firstId: number;
}

export interface StageText {
  readonly ordinary: Waiting;
  /** Beside 100,000 other rows. */
  readonly full: Waiting;
  /** Answered with 5 MB. */
  readonly large: Waiting;
  /** At each of DISTANCES. */
  readonly distant: readonly Waiting[];
}

const ROWS = 100_000;
const INPUT = { psn_no: "43000000000000000001" };

function put(rig: Rig, count: number): Waiting {
  const [firstId = 0] = Array.from({ length: count }, () => rig.insert("1101", INPUT));
  return { config: join(rig.folder, "config.json"), firstId };
}

/**
 * Holds the stand-ins while the benchmark runs, `stage-process.ts <requests>`: in the process that measures they would make
 * each start slower, because a process is copied to start another. It says what it holds in one line and ends with its input.
 */
const requests = Number(process.argv[2]);
const [ordinary, full, large] = await Promise.all([openRig(), openRig(), openRig()]);
put(full, ROWS);
large.insurer.answer("1101", largeReply());
const distant = await Promise.all(DISTANCES.map(openDistantRig));
const text: StageText = {
  ordinary: put(ordinary, requests),
  full: put(full, requests),
  large: put(large, requests),
  distant: distant.map(({ rig }) => put(rig, requests)),
};
process.stdout.write(`${JSON.stringify(text)}\n`);
process.stdin.on("end", () => void Promise.all([ordinary, full, large, ...distant].map((rig) => rig.close()))).resume();
