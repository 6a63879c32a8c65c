import { setTimeout as sleep } from "node:timers/promises";
import { chinaTime, systemClock } from "./clock.ts";
import { findSdkFaults } from "./config/check.ts";
import { type SdkSettings, STRICT } from "./config/configuration.ts";
import type { ConfigurationFile } from "./config/file.ts";
import { readSdkSettings } from "./config/sdk-settings.ts";
import { secretReader } from "./config/secret.ts";
import { prepare } from "./input/prepare.ts";
import { loadInterface } from "./interfaces/load.ts";
import { makeMsgid } from "./msgid.ts";
import { errMsgFor } from "./outcome/in-chinese.ts";
import { type Certainty, certaintyOf, type Outcome } from "./outcome/outcome.ts";
import { type RequestState, stateAfter } from "./outcome/request-state.ts";
import { connectInsurer } from "./sending/connection.ts";
import { sendUntilCertain } from "./sending/send-until-certain.ts";

/** The `sdk` section of config.json. */
export type ClientOptions = ConfigurationFile["sdk"] & { readonly max_attempts?: number };

/** The result of a call. */
export interface ClientResult extends RequestState {
  /** What is certain: REPLIED, NOT_SENT (nothing happened), UNKNOWN (the insurer may have acted on it). */
  readonly certainty: Certainty;
  /** Needed to look up or to reverse what may have happened. */
  readonly msgid: string;
  /** As it came; null without a reply. */
  readonly infcode: string | null;
  /** The insurer's text, or ours in Chinese. */
  readonly errMsg: string;
  /** The reply character for character; null without one. */
  readonly replyText: string | null;
  readonly outcome: Outcome;
}

/**
 * Speaks the insurer's protocol without a database: validation, envelope, signature, retry by certainty. It keeps no record;
 * a program that settles money with it must store what it is going to call, and after the call `msgid` and the result.
 */
export class MedicalInsuranceClient {
  readonly #settings: SdkSettings;
  readonly #maxAttempts: number;
  #sequence = Math.floor(Math.random() * 10_000);

  /** @throws TypeError that names every fault of the options */
  constructor({ max_attempts: maxAttempts = 3, ...sdk }: ClientOptions) {
    const faults = findSdkFaults(sdk);
    const readSecret = secretReader(process.cwd(), process.env, faults);
    const settings = faults.length > 0 ? null : readSdkSettings(sdk, process.cwd(), readSecret, faults, []);
    if (settings === null || faults.length > 0) throw new TypeError(faults.join("; "));
    this.#settings = settings;
    this.#maxAttempts = maxAttempts;
  }

  /**
   * Calls an interface. Expected failures are results and not exceptions.
   * @param infno the interface code, such as "1101"
   * @param input one of the three forms that @input_data may have
   */
  async call(infno: string, input: object): Promise<ClientResult> {
    const clock = systemClock();
    const began = clock.elapsedMs();
    const settings = this.#settings;
    const msgid = this.#nextMsgid(clock.epochMs());
    const known = loadInterface(infno, settings.profile);
    const interfaceClass = known?.class ?? "C";
    const prepared = prepare(infno, known, JSON.stringify(input), {
      sdk: settings,
      unknownInterfaces: "refuse",
      validation: STRICT,
    });
    if (prepared.reason !== "prepared") return resultOf(prepared, msgid, interfaceClass);
    const { input: wrapped, fields } = prepared;
    const asked = { interfaceClass, promisesOutput: known?.promisesOutput ?? false };
    const outcome = await sendUntilCertain(
      { infno: prepared.infno, asked, msgid, input: wrapped, fields, localTime: () => chinaTime(clock.epochMs()) },
      { settings, early: null, connect: connectInsurer, clock, mayLeave: async () => true, note: () => {} },
      {
        interfaceClass,
        maxAttempts: this.#maxAttempts,
        endsAt: began + settings.timeoutMs * this.#maxAttempts,
        random: Math.random,
        sleep: (ms) => sleep(ms),
        openNext: async () => true,
      },
    );
    return resultOf(outcome, msgid, interfaceClass);
  }

  #nextMsgid(epochMs: number): string {
    this.#sequence = (this.#sequence + 1) % 10_000;
    return makeMsgid(this.#settings.orgCode, chinaTime(epochMs), this.#sequence);
  }
}

function resultOf(outcome: Outcome, msgid: string, interfaceClass: "A" | "B" | "C"): ClientResult {
  const state = stateAfter(outcome, interfaceClass);
  const reply = "reply" in outcome ? outcome.reply : null;
  return {
    ...state,
    certainty: certaintyOf(outcome),
    msgid,
    infcode: reply?.infcode ?? null,
    errMsg: errMsgFor(outcome, state.errorCode),
    replyText: reply?.text ?? null,
    outcome,
  };
}
