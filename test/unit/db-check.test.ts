import assert from "node:assert/strict";
import { test } from "node:test";
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
