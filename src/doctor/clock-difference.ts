import type { Text } from "../language.ts";
import { type Finding, fail, pass, warn } from "./check.ts";

/** The gateway refuses a signature whose time is more than 30 minutes off. */
const REFUSED_FROM_MS = 30 * 60_000;
/** inf_time and the times of attempts are then not those of the other side. */
const NOTICED_FROM_MS = 60_000;

const REMEDY: Text = {
  zh: "校准本机时间，并让它与时间服务器同步",
  en: "set the clock of this machine, and let it follow a time server",
};

/** @param aheadMs by how much this machine's clock is ahead of the other one */
export function clockFinding(aheadMs: number, whose: Text): Finding {
  const off = Math.abs(aheadMs);
  const seconds = Math.round(off / 1000);
  const minutes = Math.round(seconds / 60);
  const amount: Text =
    seconds >= 120 ? { zh: `${minutes} 分钟`, en: `${minutes} minutes` } : { zh: `${seconds} 秒`, en: `${seconds} s` };
  const finding: Text = {
    zh: `本机时间比${whose.zh}${aheadMs < 0 ? "慢" : "快"} ${amount.zh}`,
    en: `this machine's clock is ${amount.en} ${aheadMs < 0 ? "behind" : "ahead of"} ${whose.en}`,
  };
  if (off >= REFUSED_FROM_MS) {
    const refused = { zh: `${finding.zh}：网关拒绝所有签名`, en: `${finding.en}: the gateway refuses every signature` };
    return fail("clock", refused, REMEDY);
  }
  return off >= NOTICED_FROM_MS ? warn(finding, REMEDY) : pass(finding);
}
