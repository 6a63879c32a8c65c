import assert from "node:assert/strict";
import { test } from "node:test";
import { checkDatabase, SIGHT_QUERY } from "../../src/installation/check.ts";
import { showCompared } from "../../src/report/installation.ts";

const PROCESSOR = "C:\\MedicalInsurance\\processor.exe";

test("db check names the program's version and the objects', when they fit", () => {
  const { exitCode, text } = showCompared({
    reason: "compared",
    differences: [],
    processorPath: PROCESSOR,
    objectsVersion: "2",
  });
  assert.equal(exitCode, 0);
  assert.equal(
    text,
    `processor 0.1.0 needs database objects of version 2; installed: version 2
all objects are installed and complete, starting ${PROCESSOR}`,
  );
});

test("db check names both versions before the differences, when they do not fit", () => {
  const differences = [{ kind: "version", found: "1" }] as const;
  const { exitCode, text } = showCompared({
    reason: "compared",
    differences,
    processorPath: "",
    objectsVersion: "1",
  });
  assert.equal(exitCode, 2);
  assert.deepEqual(text.split("\n"), [
    "processor 0.1.0 needs database objects of version 2; installed: version 1",
    "version 1 instead of 2: no request is claimed (error 51010) until program and objects fit: see Upgrading in sql/README.md",
  ]);
});

test("db check says when the objects' version is not known", () => {
  const differences = [{ kind: "missing", name: "the version" }] as const;
  const shown = showCompared({ reason: "compared", differences, processorPath: null, objectsVersion: null });
  assert.match(
    shown.text,
    /^processor 0\.1\.0 needs database objects of version 2; installed: version not known\nmissing/,
  );
});

test("db check does not take for missing what its login may not see", async () => {
  const seesNothing = { runBatch: async () => ({ rows: [{ sees_definitions: 0 }], output: {} }) };
  const { exitCode, text } = showCompared(await checkDatabase(seesNothing, []));
  assert.equal(exitCode, 2);
  assert.match(text, /^this login does not see what is installed: a DBA runs GRANT VIEW DEFINITION /);
});

test("db check says of an empty database that nothing is installed, and no more", async () => {
  const empty = {
    runBatch: async (sql: string) => ({ rows: sql === SIGHT_QUERY ? [{ sees_definitions: 1 }] : [], output: {} }),
  };
  const { exitCode, text } = showCompared(await checkDatabase(empty, []));
  assert.deepEqual([exitCode, text], [2, "not installed in this database: run `processor db install`"]);
});

test("db check says what its login may not read, and that the rest is complete", () => {
  const { exitCode, text } = showCompared({
    reason: "compared",
    differences: [{ kind: "not-permitted", what: "the version" }],
    processorPath: "",
    objectsVersion: null,
  });
  assert.equal(exitCode, 0);
  assert.deepEqual(text.split("\n"), [
    "processor 0.1.0 needs database objects of version 2; installed: version not known",
    "not compared: the version (this login may not read it)",
    "all objects are installed and complete, without xp_cmdshell",
  ]);
});
