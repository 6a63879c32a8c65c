import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { runProgram } from "../../src/cli/program.ts";

interface Printed {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

async function run(...argv: readonly string[]): Promise<Printed> {
  let [out, error] = ["", ""];
  const exitCode = await runProgram({
    argv,
    environment: {},
    isTerminal: false,
    startHardDeadline: () => assert.fail("nothing is started with a wrong configuration"),
    startWatchdog: () => assert.fail("a job has no watchdog"),
    untilStopped: () => assert.fail("a job ends by itself"),
    print: (text) => {
      out += text;
    },
    printError: (text) => {
      error += text;
    },
  });
  return { exitCode, out, error };
}

const MISSING = "/no-such-folder/config.json";

suite("the command line of a job", () => {
  for (const argv of [
    ["--config", MISSING, "7"],
    ["7", "--config", MISSING],
    [`--config=${MISSING}`, "7"],
  ]) {
    test(`${argv.join(" ")} names the request and the configuration`, async () => {
      const { exitCode, out } = await run(...argv);
      assert.equal(exitCode, 2);
      assert.match(out, /^request 7: \d+ ms: configuration: .*\/no-such-folder\/config\.json/);
    });

    test(`${argv.join(" ")} with --json at either end prints one object`, async () => {
      for (const { exitCode, out } of [await run(...argv, "--json"), await run("--json", ...argv)]) {
        const { request_id, exit_code, message } = JSON.parse(out);
        assert.deepEqual([exitCode, request_id, exit_code], [2, 7, 2]);
        assert.match(message, /no-such-folder/);
      }
    });
  }

  for (const [argv, message] of [
    [["7", "--config"], /option '--config <file>' argument missing/],
    [["7", "8"], /too many arguments/],
    [["--config", "--json", MISSING, "7"], /too many arguments/],
    [["7", "--confi", MISSING], /unknown option '--confi'/],
    [["--config", MISSING], /Usage: processor/],
  ] as const) {
    test(`${argv.join(" ")} is not one`, async () => {
      const { exitCode, out, error } = await run(...argv);
      assert.equal(exitCode, 2);
      assert.match(out + error, message);
    });
  }
});
