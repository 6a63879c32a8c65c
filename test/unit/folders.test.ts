import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { checkProgramFolder } from "../../src/doctor/folders.ts";
import { findFolderFault } from "../../src/writable-folder.ts";

const root = mkdtempSync(join(tmpdir(), "folders-"));
after(() => rmSync(root, { recursive: true, force: true }));

suite("the program's folder, where others than its owner may", {
  skip: process.platform === "win32" ? "the rights are those of icacls" : false,
}, () => {
  /** A folder as it should be: the program, its configuration, a hospital's own schemas and a log folder. */
  function newFolder() {
    const folder = mkdtempSync(join(root, "program-"));
    const [program, configuration] = [join(folder, "processor"), join(folder, "config.json")];
    for (const [file, mode] of [
      [program, 0o755],
      [configuration, 0o640],
    ] as const) {
      writeFileSync(file, "");
      chmodSync(file, mode);
    }
    for (const name of ["interfaces", "logs"]) {
      mkdirSync(join(folder, name));
      chmodSync(join(folder, name), 0o750);
    }
    return { folder, program, configuration };
  }

  test("write nothing passes", () => {
    const { folder, program, configuration } = newFolder();
    const { result, finding } = checkProgramFolder(program, configuration);
    assert.deepEqual([result, finding.en], ["pass", `only its owner may write to ${folder} and to what is in it`]);
  });

  for (const [what, name, mode] of [
    ["write to the folder itself", "", 0o775],
    ["replace the program", "processor", 0o757],
    ["write to the configuration", "config.json", 0o660],
    ["write to the schemas", "interfaces", 0o757],
    ["write to the log folder, where the spool is", "logs", 0o770],
  ] as const) {
    test(`${what} is warned of`, () => {
      const { folder, program, configuration } = newFolder();
      const path = join(folder, name);
      chmodSync(path, mode);
      const { result, finding, remedy } = checkProgramFolder(program, configuration);
      assert.deepEqual(
        [result, finding.en, remedy?.en],
        ["warn", `others than its owner may write to ${path}`, `chmod go-w ${path}`],
      );
    });
  }

  test("read the configuration is warned of", () => {
    const { program, configuration } = newFolder();
    chmodSync(configuration, 0o644);
    const { result, finding } = checkProgramFolder(program, configuration);
    assert.deepEqual([result, finding.en], ["warn", `every account may read ${configuration}, which has secrets`]);
  });
});

test("a link in the place of the file with which a folder is tried is not followed", () => {
  const folder = mkdtempSync(join(root, "probe-"));
  const elsewhere = join(root, "elsewhere.txt");
  symlinkSync(elsewhere, join(folder, `.probe-${process.pid}`));
  assert.deepEqual(findFolderFault(folder, 0o700), { folder, code: "ELOOP" });
  assert.ok(!existsSync(elsewhere));
});

test("a folder that is there and takes no file is found", {
  skip: process.platform !== "linux" && "only Linux has a folder in which nobody makes a file",
}, () => {
  assert.deepEqual(findFolderFault("/proc", 0o700), { folder: "/proc", code: "ENOENT" });
});
