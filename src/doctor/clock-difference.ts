import { type Finding, fail, pass, warn } from "./check.ts";

/** The gateway refuses a signature whose time is more than 30 minutes off. */
const REFUSED_FROM_MS = 30 * 60_000;
/** inf_time and the times of attempts are then not those of the other side. */
const NOTICED_FROM_MS = 60_000;

const REMEDY = "set the clock of this machine, and let it follow a time server";

/** @param aheadMs by how much this machine's clock is ahead of the other one */
export function clockFinding(aheadMs: number, whose: string): Finding {
  const off = Math.abs(aheadMs);
  const seconds = Math.round(off / 1000);
  const amount = seconds >= 120 ? `${Math.round(seconds / 60)} minutes` : `${seconds} s`;
  const finding = `this machine's clock is ${amount} ${aheadMs < 0 ? "behind" : "ahead of"} ${whose}`;
  if (off >= REFUSED_FROM_MS) return fail("clock", `${finding}: the gateway refuses every signature`, REMEDY);
  return off >= NOTICED_FROM_MS ? warn(finding, REMEDY) : pass(finding);
}
