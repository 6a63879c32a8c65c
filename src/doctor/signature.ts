import { chinaTime, systemClock } from "../clock.ts";
import { type SdkSettings, STRICT } from "../config/configuration.ts";
import { prepare } from "../input/prepare.ts";
import type { LoadInterface } from "../interfaces/interface.ts";
import { makeMsgid } from "../msgid.ts";
import { outcomeInEnglish } from "../outcome/in-english.ts";
import type { Outcome } from "../outcome/outcome.ts";
import { connectInsurer } from "../sending/connection.ts";
import { sendUntilCertain } from "../sending/send-until-certain.ts";
import type { DatabaseFacts } from "../store/inspect.ts";
import { type Finding, fail, pass, skip } from "./check.ts";
import { clockFinding } from "./clock-difference.ts";

const WRONG_SECRET =
  "compare sdk.app_id and sdk.app_secret with what the insurer gave out, and sdk.auth with its specification";
const HOW_TO_ASK = "processor doctor --probe-signature sends one signed query 1901 (a code table, no person's data)";

/** What the last attempts say of app_id and app_secret: a refusal after the last reply. Nothing is sent. */
export function signatureFromAttempts(facts: DatabaseFacts | null): Finding {
  const { refusedSecondsAgo: refused, repliedSecondsAgo: replied } = facts ?? {
    refusedSecondsAgo: null,
    repliedSecondsAgo: null,
  };
  if (refused !== null && (replied === null || refused < replied)) {
    return fail(
      "wrong-secret",
      `the gateway refused the last attempts (GATEWAY_REFUSED, ${refused} s ago)`,
      WRONG_SECRET,
      "processor doctor --probe-signature",
    );
  }
  if (replied !== null) return pass(`an attempt had a reply ${replied} s ago`);
  return skip("no attempt of the last 100 tells it", HOW_TO_ASK);
}

/** Sends one query of class A, 1901, which names no person: the gateway looks at the signature first. */
export async function probeSignature(settings: SdkSettings, load: LoadInterface, timeoutMs: number): Promise<Finding> {
  const clock = systemClock();
  const known = await load("1901");
  if (known !== undefined && "reason" in known)
    return skip("the hospital's own schema of 1901 has a fault", "processor schema list shows it");
  const local = chinaTime(clock.epochMs());
  const input = {
    data: {
      type: "insutype",
      parentValue: "",
      admdvs: settings.orgCode.slice(1, 7),
      date: local.toISOString().slice(0, 10),
      valiFlag: "1",
    },
  };
  const prepared = prepare("1901", known, JSON.stringify(input), {
    sdk: settings,
    unknownInterfaces: "refuse",
    validation: STRICT,
  });
  if (prepared.reason !== "prepared") return skip(`the query 1901 cannot be made: ${outcomeInEnglish(prepared)}`);
  const msgid = makeMsgid(settings.orgCode, local, Math.floor(Math.random() * 10_000));
  const outcome = await sendUntilCertain(
    {
      infno: prepared.infno,
      asked: { interfaceClass: "A", promisesOutput: true },
      msgid,
      input: prepared.input,
      fields: prepared.fields,
      localTime: () => local,
    },
    {
      settings: { ...settings, timeoutMs },
      early: null,
      connect: connectInsurer,
      clock,
      mayLeave: async () => true,
      note: () => {},
    },
    {
      interfaceClass: "A",
      maxAttempts: 1,
      endsAt: clock.elapsedMs() + timeoutMs,
      random: Math.random,
      sleep: async () => {},
      openNext: async () => false,
    },
  );
  return findingOf(outcome);
}

function findingOf(outcome: Outcome): Finding {
  switch (outcome.reason) {
    case "gateway-refused": {
      const ofClock = outcome.clockAheadMs === null ? null : clockFinding(outcome.clockAheadMs, "the gateway's");
      if (ofClock?.result === "fail") return ofClock;
      return fail("wrong-secret", "the gateway refuses the signature (401)", WRONG_SECRET);
    }
    case "not-sent":
    case "deadline":
    case "answer-lost":
      return skip(`the query 1901 had no reply: ${outcomeInEnglish(outcome)}`);
    default:
      return pass("the gateway accepts the signature");
  }
}
