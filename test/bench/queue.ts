import { builtProcessor } from "../rig/processor.ts";
import { openRig } from "../rig/rig.ts";

export interface Drained {
  readonly concurrency: number;
  readonly requests: number;
  readonly perSecond: number;
}

const REQUESTS = 200;

/** How fast one process drains the queue; more than one request at a time only where the verb can do that. */
export async function measureQueue(): Promise<readonly Drained[]> {
  const rig = await openRig({ processor: builtProcessor });
  try {
    const { stdout } = await rig.run("drain", "--help");
    const canDoSeveral = stdout.includes("--concurrency");
    const drained: Drained[] = [];
    for (const concurrency of canDoSeveral ? [1, 4, 16] : [1]) {
      for (let each = 0; each < REQUESTS; each++) rig.insert("1101", { psn_no: "43000000000000000001" }, "queue");
      const words = canDoSeveral ? ["--concurrency", concurrency] : [];
      const { code, durationMs, stdout: said } = await rig.run("drain", ...words);
      if (code !== 0) throw new Error(`drain ended with ${code}: ${said}`);
      drained.push({ concurrency, requests: REQUESTS, perSecond: REQUESTS / (durationMs / 1000) });
    }
    return drained;
  } finally {
    await rig.close();
  }
}
