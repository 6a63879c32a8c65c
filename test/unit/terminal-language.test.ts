import assert from "node:assert/strict";
import { test } from "node:test";
import { terminalLanguage } from "../../src/cli/terminal-language.ts";

const onWindows = process.platform === "win32" ? "Windows has the locale of Intl" : false;

test("PROCESSOR_LANG decides, on a terminal and elsewhere; what is no language does not", () => {
  assert.equal(terminalLanguage({ PROCESSOR_LANG: "zh" }, false), "zh");
  assert.equal(terminalLanguage({ PROCESSOR_LANG: "EN", LANG: "zh_CN.UTF-8" }, true), "en");
  assert.equal(terminalLanguage({ PROCESSOR_LANG: "fr", LC_ALL: "C" }, false), "en");
});

test("the system's language counts on a terminal only, LC_ALL before LANG", { skip: onWindows }, () => {
  const languages = (environment: NodeJS.ProcessEnv) =>
    [true, false].map((isTerminal) => terminalLanguage(environment, isTerminal));
  assert.deepEqual(languages({ LANG: "zh_CN.UTF-8" }), ["zh", "en"]);
  assert.deepEqual(languages({ LC_ALL: "zh", LANG: "en_US.UTF-8" }), ["zh", "en"]);
  assert.deepEqual(languages({ LC_ALL: "en_US.UTF-8", LANG: "zh_CN.UTF-8" }), ["en", "en"]);
  assert.deepEqual(languages({ LC_ALL: "", LANG: "zh-Hans-CN" }), ["zh", "en"]);
  assert.deepEqual(languages({ LANG: "zhx" }), ["en", "en"]);
  assert.deepEqual(languages({}), ["en", "en"]);
});
