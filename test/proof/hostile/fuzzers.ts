import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { runProgram } from "../../../src/cli/program.ts";
import { readConfiguration } from "../../../src/config/read.ts";
import { prepare } from "../../../src/input/prepare.ts";
import { loadInterface } from "../../../src/interfaces/load.ts";
import { errMsgFor } from "../../../src/outcome/in-chinese.ts";
import { outcomeInEnglish } from "../../../src/outcome/in-english.ts";
import { classifyAnswer } from "../../../src/sending/classify-answer.ts";
import { configuration } from "../histories/configuration.ts";
import { almostJson, anyBytes, configurationText, envelopeText, words } from "./texts.ts";

type Fuzz = (numRuns: number, seed?: number) => Promise<void>;

const parameters = (numRuns: number, seed: number | undefined) => ({
  numRuns,
  ...(seed === undefined ? {} : { seed }),
});

const INFNOS = ["1101", "2207", "2204", "2601", "3202", "4101", "5203", "9001", "9101", "100001"];

/** Whatever stands in @input_data is sent or refused with words. */
export const fuzzInput: Fuzz = async (numRuns, seed) => {
  const loaded = new Map(INFNOS.map((infno) => [infno, loadInterface(infno)]));
  fc.assert(
    fc.property(fc.constantFrom(...INFNOS), almostJson, (infno, text) => {
      const prepared = prepare(infno, loaded.get(infno), text, configuration);
      if (prepared.reason === "prepared") return;
      assert.match(outcomeInEnglish(prepared), /^[\x20-\x7e]{1,2000}$/);
      assert.ok(errMsgFor(prepared, "INPUT_INVALID").length > 0);
    }),
    parameters(numRuns, seed),
  );
};

const asked = { interfaceClass: "C", promisesOutput: false } as const;
const rules = { harmlessTexts: ["成功"], timeoutTexts: ["请求超时"], asked, epochMs: 0 };

const contentType = fc.constantFrom({}, { "content-type": "application/json;charset=GBK" });

/** Whatever the insurer answers is classified, and nothing but infcode 0 is a success. */
export const fuzzClassification: Fuzz = async (numRuns, seed) => {
  fc.assert(
    fc.property(
      fc.oneof(anyBytes, envelopeText),
      fc.integer({ min: 200, max: 599 }),
      contentType,
      (body, httpStatus, headers) => {
        const outcome = classifyAnswer({ httpStatus, headers, body }, rules);
        assert.match(outcomeInEnglish(outcome), /^[\x20-\x7e]{1,2000}$/);
        if (outcome.reason !== "success") return;
        assert.ok(Number(JSON.parse(outcome.reply.text).infcode) === 0, outcome.reply.text);
      },
    ),
    parameters(numRuns, seed),
  );
};

/** Whatever the configuration says is taken, or all that is wrong with it is said. */
export const fuzzConfiguration: Fuzz = async (numRuns, seed) => {
  const folder = mkdtempSync(join(tmpdir(), "medical-insurance-fuzz-"));
  const file = join(folder, "config.json");
  try {
    fc.assert(
      fc.property(configurationText, (text) => {
        writeFileSync(file, text);
        const read = readConfiguration(file, {});
        assert.ok("configuration" in read || (read.faults.length > 0 && read.faults.every((fault) => fault !== "")));
      }),
      parameters(numRuns, seed),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Whatever stands on the command line ends with an exit code of the table, and never with a defect. */
export const fuzzCommandLine: Fuzz = async (numRuns, seed) => {
  const nowhere = join(tmpdir(), "no-such-folder", "config.json");
  await fc.assert(
    fc.asyncProperty(words, async (argv) => {
      const said: string[] = [];
      const exitCode = await runProgram({
        argv: ["--config", nowhere, ...argv],
        environment: {},
        isTerminal: false,
        startHardDeadline() {},
        startWatchdog: async () => ({ watch() {}, rest() {} }),
        untilStopped: () => AbortSignal.abort(),
        print: (text) => said.push(text),
        printError: (text) => said.push(text),
      });
      assert.ok([0, 2, 3, 4].includes(exitCode), `${exitCode}: ${said.join("\n")}`);
      assert.ok(said.length > 0, "something is said");
    }),
    parameters(numRuns, seed),
  );
};
