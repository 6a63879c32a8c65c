import { join } from "node:path";
import { openRig } from "../rig/rig.ts";
import type { Waiting } from "./stage-process.ts";

/** Holds stand-ins whose insurer answers late: `late-stage-process.ts <ms> <requests>`. It says where its jobs are in one line. */
const [ms = 0, requests = 0] = process.argv.slice(2).map(Number);
const rig = await openRig();
rig.insurer.answer("1101", { delivery: { how: "late", ms } });
const [firstId = 0] = Array.from({ length: requests }, () => rig.insert("1101", { psn_no: "43000000000000000001" }));
const waiting: Waiting = { config: join(rig.folder, "config.json"), firstId };
process.stdout.write(`${JSON.stringify(waiting)}\n`);
process.stdin.on("end", () => void rig.close()).resume();
