import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { CommandWords } from "../../src/cli/completion.ts";
import { runProgram } from "../../src/cli/program.ts";

/** What a command line prints on stdout, without a process of its own. */
async function printed(...argv: readonly string[]): Promise<string> {
  const said: string[] = [];
  const never = (): never => assert.fail("this command line starts nothing");
  const exitCode = await runProgram({
    argv,
    environment: {},
    isTerminal: false,
    startHardDeadline: never,
    startWatchdog: never,
    untilStopped: never,
    print: (text) => said.push(text),
    printError: (text) => assert.fail(text),
  });
  assert.equal(exitCode, 0);
  return said.join("\n");
}

async function allCommands(): Promise<readonly CommandWords[]> {
  const { commands } = JSON.parse(await printed("completion", "bash", "--json"));
  return commands;
}

/** What bash offers after these words; the last one is being written. */
function offered(script: string, ...words: readonly string[]): readonly string[] {
  const typed = words.map((word) => `'${word}'`).join(" ");
  const ask = `${script}\nCOMP_WORDS=(processor ${typed}); COMP_CWORD=${words.length}; _processor; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", ask], { encoding: "utf8" }).trim().split("\n");
}

test("the help of every command begins with examples, and ends with the options that all have", async () => {
  const commands = await allCommands();
  assert.ok(commands.length > 25);
  for (const { command } of commands) {
    const words = command === "" ? [] : command.split(" ");
    const help = await printed("help", ...words);
    assert.ok(help.startsWith(`Examples:\n  processor ${command}`), `${command}: ${help}`);
    assert.equal(help, await printed(...words, "--help"));
    assert.deepEqual(help.match(/--(?:config|json)\b/g)?.slice(-2), ["--config", "--json"]);
  }
});

test("bash completes commands, commands below them, options, and files", async () => {
  const script = await printed("completion", "bash");
  assert.deepEqual(offered(script, "dr"), ["drain"]);
  assert.deepEqual(offered(script, "db", "s"), ["script"]);
  assert.deepEqual(offered(script, "schema", "example", "--f"), ["--full"]);
  assert.deepEqual(offered(script, "--json", "replay", "--conf"), ["--confirm", "--config"]);
  // Nothing fits: complete -o default then offers files.
  assert.deepEqual(offered(script, "validate", "2207", "in"), [""]);
  assert.match(
    execFileSync("bash", ["-c", `${script}\ncomplete -p processor`], { encoding: "utf8" }),
    /^complete -o default -F _processor processor$/m,
  );
});

test("the script for PowerShell is one that PowerShell accepts, and completes as bash does", {
  skip: powershell() === null ? "there is no PowerShell" : false,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "completion-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "completion.ps1");
  const ask = (line: string): string =>
    `(TabExpansion2 -inputScript '${line}' -cursorColumn ${line.length}).CompletionMatches.CompletionText -join ' '`;
  writeFileSync(
    file,
    [
      await printed("completion", "powershell"),
      ...["processor dr", "processor db s", "processor schema example --f"].map(ask),
    ].join("\n"),
  );
  const said = execFileSync(powershell() ?? "", ["-NoProfile", "-File", file], { encoding: "utf8" });
  assert.deepEqual(said.trim().split(/\r?\n/), ["drain", "script", "--full"]);
});

function powershell(): string | null {
  for (const command of ["pwsh", "powershell"]) {
    try {
      execFileSync(command, ["-NoProfile", "-Command", "exit"], { stdio: "ignore" });
      return command;
    } catch {
      // It is not installed.
    }
  }
  return null;
}
