import assert from "node:assert/strict";
import fs, {
  existsSync,
  lutimesSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import { type LoggingSettings, openLog } from "../../src/log.ts";

const root = mkdtempSync(join(tmpdir(), "log-"));
after(() => rmSync(root, { recursive: true, force: true }));

function settings(more: Partial<LoggingSettings> = {}): LoggingSettings {
  const folder = mkdtempSync(join(root, "test-"));
  return { level: "info", folder, stem: "processor", extension: ".log", keepDays: 30, ...more };
}

/** Noon, local time, so that no zone changes the day. */
const DAY = new Date(2026, 10, 23, 12);

function lines({ folder }: LoggingSettings): Record<string, unknown>[] {
  const text = readFileSync(join(folder, "processor-2026-11-23.log"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("a line is in the file of its day before the call returns", () => {
  const logging = settings();
  const log = openLog(logging, () => DAY);
  for (let count = 0; count < 200; count++) log.info("claimed", { request_id: count, infno: "2207" });
  const written = lines(logging);
  assert.equal(written.length, 200);
  assert.equal(written[199]?.message, "claimed");
  assert.equal(written[199]?.request_id, 199);
  assert.equal(written[199]?.level, "info");
});

test("a line's time has the zone's offset, and its day is that of the file", () => {
  const before = process.env.TZ;
  try {
    for (const [zone, expected] of [
      ["Asia/Shanghai", "2026-11-23T00:30:00.000+08:00"],
      ["America/St_Johns", "2026-11-23T00:30:00.000-03:30"],
      ["UTC", "2026-11-23T00:30:00.000+00:00"],
    ] as const) {
      process.env.TZ = zone;
      const logging = settings();
      const log = openLog(logging, () => new Date(2026, 10, 23, 0, 30));
      log.info("x");
      const draft = JSON.parse(log.draft("y", {}).text);
      assert.deepEqual([lines(logging)[0]?.timestamp, draft.timestamp], [expected, expected]);
    }
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});

test("lines below the level are left out", () => {
  const logging = settings({ level: "warn" });
  const log = openLog(logging, () => DAY);
  log.debug("a");
  log.info("b");
  log.warn("c");
  log.error("d");
  assert.deepEqual(
    lines(logging).map(({ message }) => message),
    ["c", "d"],
  );
});

test("the day's first line removes files past their age, and no stranger's", () => {
  const logging = settings();
  for (const name of ["processor-2026-01-01.log", "other-2026-01-01.log", "processor.log"]) {
    writeFileSync(join(logging.folder, name), "");
    utimesSync(join(logging.folder, name), new Date(2026, 0, 1), new Date(2026, 0, 1));
  }
  openLog(logging, () => DAY).info("x");
  assert.deepEqual(readdirSync(logging.folder).sort(), [
    "other-2026-01-01.log",
    "processor-2026-11-23.log",
    "processor.log",
  ]);
});

test("an old file that another program holds stops neither the day's lines nor the removal of the others", (t) => {
  const logging = settings();
  const old = ["processor-2026-01-01.log", "processor-2026-01-02.log", "processor-2026-01-03.log"];
  for (const name of old) {
    writeFileSync(join(logging.folder, name), "");
    utimesSync(join(logging.folder, name), new Date(2026, 0, 1), new Date(2026, 0, 1));
  }
  const linesBefore: number[] = [];
  // What Windows answers for a file that is open without FILE_SHARE_DELETE.
  const remove = t.mock.method(fs, "rmSync", (path: string) => {
    linesBefore.push(lines(logging).length);
    if (basename(path) === "processor-2026-01-02.log") throw Object.assign(new Error("EBUSY"), { code: "EBUSY" });
    fs.unlinkSync(path);
  });
  syncBuiltinESMExports();
  try {
    const log = openLog(logging, () => DAY);
    log.info("x");
    log.info("y");
  } finally {
    remove.mock.restore();
    syncBuiltinESMExports();
  }
  assert.deepEqual(linesBefore, [1, 1, 1]);
  assert.equal(lines(logging).length, 2);
  assert.deepEqual(readdirSync(logging.folder).sort(), ["processor-2026-01-02.log", "processor-2026-11-23.log"]);
});

test("a link in the place of the day's file is not followed", () => {
  const logging = settings();
  const [elsewhere, missing] = [join(root, "elsewhere.txt"), join(root, "not-there.txt")];
  writeFileSync(elsewhere, "as it was");
  for (const target of [elsewhere, missing]) {
    symlinkSync(target, join(logging.folder, "processor-2026-11-23.log"));
    openLog(logging, () => DAY).info("x");
    rmSync(join(logging.folder, "processor-2026-11-23.log"));
  }
  assert.equal(readFileSync(elsewhere, "utf8"), "as it was");
  assert.ok(!existsSync(missing));
});

test("an old link is not removed, nor what it leads to", () => {
  const logging = settings();
  const elsewhere = join(root, "old.txt");
  writeFileSync(elsewhere, "");
  utimesSync(elsewhere, new Date(2026, 0, 1), new Date(2026, 0, 1));
  symlinkSync(elsewhere, join(logging.folder, "processor-2026-01-01.log"));
  lutimesSync(join(logging.folder, "processor-2026-01-01.log"), new Date(2026, 0, 1), new Date(2026, 0, 1));
  openLog(logging, () => DAY).info("x");
  assert.deepEqual(readdirSync(logging.folder).sort(), ["processor-2026-01-01.log", "processor-2026-11-23.log"]);
  assert.ok(existsSync(elsewhere));
});

test("a folder that cannot be made stops nothing", () => {
  const file = join(mkdtempSync(join(root, "test-")), "file");
  writeFileSync(file, "");
  openLog(settings({ folder: join(file, "logs") }), () => DAY).info("x");
  assert.ok(!existsSync(join(file, "logs")));
});
