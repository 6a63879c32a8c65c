import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { extract } from "tar";
import { outputFolder, projectFolder } from "../../bin/build/executable/target.ts";

const CONSUMER = `import { type ClientResult, MedicalInsuranceClient } from "medical-insurance-processor";

const client = new MedicalInsuranceClient({
  app_id: "H12345678901_APP",
  app_secret: "your_secret_key",
  org_code: "H12345678901",
  base_url: "http://127.0.0.1:1",
  envelope: { mdtrtarea_admvs: "430100" },
  max_attempts: 1,
});
const result: ClientResult = await client.call("2207", {});
const certainty: "REPLIED" | "NOT_SENT" | "UNKNOWN" = result.certainty;
console.log(certainty, result.errorCode);
// @ts-expect-error: the type of errMsg is string.
export const wrong: number = result.errMsg;
`;

const folder = mkdtempSync(join(tmpdir(), "consumer-"));
const modules = join(folder, "node_modules");
const installed = join(modules, "medical-insurance-processor");

suite("the client's npm package", () => {
  const { filename, files } = pack();
  before(async () => {
    mkdirSync(installed, { recursive: true });
    await extract({ file: join(folder, filename), cwd: installed, strip: 1 });
    for (const name of ["axios", "@types", "undici-types"]) {
      symlinkSync(join(projectFolder, "node_modules", name), join(modules, name), "junction");
    }
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "consumer.ts"), CONSUMER);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("contains the client and nothing of the processor", () => {
    const names = new Set(files.map(({ path }) => path.replace(/^(dist|types)\/(\w+)\/.*/, "$1/$2/")));
    assert.deepEqual([...names].filter((name) => !/^types\//.test(name)).sort(), [
      "LICENSE",
      "dist/client.mjs",
      "dist/configuration/",
      "dist/interfaces/",
      "package.json",
    ]);
  });

  test("depends on axios only", () => {
    const { dependencies, optionalDependencies, bin } = JSON.parse(
      readFileSync(join(installed, "package.json"), "utf8"),
    );
    assert.deepEqual([Object.keys(dependencies), optionalDependencies, bin], [["axios"], undefined, undefined]);
  });

  for (const [module, resolution] of [
    ["node16", "node16"],
    ["esnext", "bundler"],
  ] as const) {
    test(`has types for a strict project with moduleResolution ${resolution}`, () => {
      const options = ["--module", module, "--moduleResolution", resolution, "--target", "es2022", "--types", "node"];
      const tsc = join(projectFolder, "node_modules/typescript/bin/tsc");
      const args = [tsc, "--strict", "--skipLibCheck", "false", "--noEmit", ...options, "consumer.ts"];
      execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    });
  }

  test("runs where only axios is installed", () => {
    const args = [join(folder, "consumer.ts")];
    assert.equal(execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" }), "NOT_SENT INPUT_INVALID\n");
  });
});

function pack(): { readonly filename: string; readonly files: readonly { readonly path: string }[] } {
  const args = ["pack", join(outputFolder, "client"), "--json", "--pack-destination", folder];
  const output = execFileSync("npm", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    shell: process.platform === "win32",
  });
  const [packed] = JSON.parse(output);
  return packed;
}
