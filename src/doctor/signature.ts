import { chinaTime, systemClock } from "../clock.ts";
import { type SdkSettings, STRICT } from "../config/configuration.ts";
import { prepare } from "../input/prepare.ts";
import type { LoadInterface } from "../interfaces/interface.ts";
import type { Text } from "../language.ts";
import { makeMsgid } from "../msgid.ts";
import { outcomeInEnglish } from "../outcome/in-english.ts";
import type { Outcome } from "../outcome/outcome.ts";
import { connectInsurer } from "../sending/connection.ts";
import { sendUntilCertain } from "../sending/send-until-certain.ts";
import type { DatabaseFacts } from "../store/inspect.ts";
import { type Finding, fail, pass, skip } from "./check.ts";
import { clockFinding } from "./clock-difference.ts";

const WRONG_SECRET: Text = {
  zh: "核对 sdk.app_id、sdk.app_secret 与医保端发放的是否一致，sdk.auth 与规范是否一致",
  en: "compare sdk.app_id and sdk.app_secret with what the insurer gave out, and sdk.auth with its specification",
};
const HOW_TO_ASK: Text = {
  zh: "processor doctor --probe-signature 发送一次签名的查询 1901（字典表，不含个人信息）",
  en: "processor doctor --probe-signature sends one signed query 1901 (a code table, no person's data)",
};

/** What the last attempts say of app_id and app_secret: a refusal after the last reply. Nothing is sent. */
export function signatureFromAttempts(facts: DatabaseFacts | null): Finding {
  const { refusedSecondsAgo: refused, repliedSecondsAgo: replied } = facts ?? {
    refusedSecondsAgo: null,
    repliedSecondsAgo: null,
  };
  if (refused !== null && (replied === null || refused < replied)) {
    return fail(
      "wrong-secret",
      {
        zh: `网关拒绝了最近的发送（GATEWAY_REFUSED，${refused} 秒前）`,
        en: `the gateway refused the last attempts (GATEWAY_REFUSED, ${refused} s ago)`,
      },
      WRONG_SECRET,
      "processor doctor --probe-signature",
    );
  }
  if (replied !== null)
    return pass({ zh: `${replied} 秒前的发送有应答`, en: `an attempt had a reply ${replied} s ago` });
  return skip({ zh: "最近 100 次发送都不能说明", en: "no attempt of the last 100 tells it" }, HOW_TO_ASK);
}

/** Sends one query of class A, 1901, which names no person: the gateway looks at the signature first. */
export async function probeSignature(settings: SdkSettings, load: LoadInterface, timeoutMs: number): Promise<Finding> {
  const clock = systemClock();
  const known = await load("1901");
  if (known !== undefined && "reason" in known)
    return skip(
      { zh: "医院自己的 1901 接口定义有误", en: "the hospital's own schema of 1901 has a fault" },
      { zh: "用 processor schema list 查看", en: "processor schema list shows it" },
    );
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
  if (prepared.reason !== "prepared")
    return skip({
      zh: `查询 1901 无法生成：${outcomeInEnglish(prepared)}`,
      en: `the query 1901 cannot be made: ${outcomeInEnglish(prepared)}`,
    });
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
      const ofClock =
        outcome.clockAheadMs === null ? null : clockFinding(outcome.clockAheadMs, { zh: "网关", en: "the gateway's" });
      if (ofClock?.result === "fail") return ofClock;
      return fail(
        "wrong-secret",
        { zh: "网关拒绝签名（401）", en: "the gateway refuses the signature (401)" },
        WRONG_SECRET,
      );
    }
    case "not-sent":
    case "deadline":
    case "answer-lost":
      return skip({
        zh: `查询 1901 没有应答：${outcomeInEnglish(outcome)}`,
        en: `the query 1901 had no reply: ${outcomeInEnglish(outcome)}`,
      });
    default:
      return pass({ zh: "网关接受签名", en: "the gateway accepts the signature" });
  }
}
