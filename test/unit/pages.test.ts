import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import packageJson from "../../package.json" with { type: "json" };
import configurationSchema from "../../src/config/configuration.schema.json" with { type: "json" };
import { EXIT } from "../../src/report/exit-code.ts";

const root = join(import.meta.dirname, "../..");
const READMES = ["README.md", "README.zh-CN.md"];
const CALLERS = ["README", "csharp", "delphi", "powerbuilder"];
const PAGES = [
  ...READMES,
  "CHANGELOG.md",
  "bin/build/README.md",
  "schemas/README.md",
  "sql/README.md",
  ...CALLERS.flatMap((name) => [`sql/callers/${name}.md`, `sql/callers/${name}.zh-CN.md`]),
  "src/README.md",
  "src/README.zh-CN.md",
  "test/README.md",
];

const read = (page: string): string => readFileSync(join(root, page), "utf8");
const all = (pattern: RegExp, text: string): string[] => [...text.matchAll(pattern)].map(([, found = ""]) => found);

for (const page of PAGES) {
  test(`${page} links to what exists, and names npm scripts that exist`, () => {
    const text = read(page);
    const links = all(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g, text);
    assert.deepEqual(
      links.filter((link) => !existsSync(join(root, dirname(page), link))),
      [],
    );
    const scripts: Readonly<Record<string, string>> = packageJson.scripts;
    assert.deepEqual(
      all(/npm run ([\w:]+)/g, text).filter((name) => scripts[name] === undefined),
      [],
    );
  });
}

for (const page of READMES) {
  test(`${page} has every key of the configuration and every exit code`, () => {
    const text = read(page);
    const keys = Object.entries(configurationSchema.properties).flatMap(([section, value]) =>
      "properties" in value ? Object.keys(value.properties).map((key) => `${section}.${key}`) : [section],
    );
    assert.deepEqual(
      keys.filter((key) => !text.includes(`\`${key}\``)),
      [],
    );
    assert.deepEqual(
      Object.values(EXIT).filter((code) => !text.includes(`\n| ${code} | `)),
      [],
    );
  });
}

for (const [page, times] of [
  ["sql/AUDIT.md", 2],
  ["bin/build/package/deployment/rights.cmd", 1],
] as const) {
  test(`${page} takes the right to write from the whole folder of the program, before it sets the files in it`, () => {
    const text = read(page)
      .replaceAll(/"%folder%([^"]*)"/g, "C:\\MedicalInsurance$1")
      .replaceAll(" || exit /b 1", "");
    const commands = all(/^ *icacls (.* .*)$/gm, text);
    assert.equal(commands.length, 4 * times);
    for (let at = 0; at < commands.length; at += 4) {
      const [folder = "", reset, configuration = "", logs = ""] = commands.slice(at);
      assert.match(folder, /^C:\\MedicalInsurance \/inheritance:r /);
      assert.doesNotMatch(folder.replaceAll(/"\*S-1-5-[\d-]+:[^"]*"/g, ""), /\((?:W|M|F)\)/);
      assert.equal(reset, "C:\\MedicalInsurance\\* /reset /T");
      assert.match(configuration, /^C:\\MedicalInsurance\\config\.json \/inheritance:r /);
      assert.match(logs, /^C:\\MedicalInsurance\\logs \/inheritance:r /);
    }
  });
}

for (const name of CALLERS) {
  test(`both languages of sql/callers/${name}.md show the same code`, () => {
    const [english, chinese] = ["", ".zh-CN"].map((language) =>
      all(/^```([\s\S]*?)^```$/gm, read(`sql/callers/${name}${language}.md`)),
    );
    assert.equal(english?.length, 1);
    assert.deepEqual(chinese, english);
  });
}

for (const folder of ["", "src/", "sql/callers/"]) {
  test(`both ${folder}READMEs have the same headings, tables and lists in the same order`, () => {
    const [english, chinese] = READMES.map((page) => all(/^ *(#+ |\||- |\d\. |```\w*)/gm, read(`${folder}${page}`)));
    assert.deepEqual(chinese, english);
  });
}
