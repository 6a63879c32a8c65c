import assert from "node:assert/strict";
import {
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import type { FinishCall } from "../../src/store/finish.ts";
import type { Delivery } from "../../src/store/spool/delivery.ts";
import { type Disk, realDisk } from "../../src/store/spool/disk.ts";
import { openSpool } from "../../src/store/spool/spool.ts";
import {
  deliverDue,
  FINISH,
  later,
  newFolder,
  OTHER,
  opened,
  production,
  putOld,
  rejected,
  root,
  spool,
  TEXT,
  taken,
} from "../rig/spool-folder.ts";

suite("a finish that is held", () => {
  test("is not on the disk until it is saved", () => {
    const folder = newFolder();
    opened(folder).hold(FINISH).stored();
    assert.throws(() => readdirSync(folder), /ENOENT/);
  });

  test("is written once, and is gone when the database has it", () => {
    const folder = newFolder();
    const held = opened(folder).hold(FINISH);
    const name = held.save();
    assert.equal(held.save(), name);
    assert.deepEqual(readdirSync(folder), [name]);
    held.stored();
    assert.deepEqual(readdirSync(folder), []);
  });

  test("is saved by whoever ends the process, and only what is still held", () => {
    const folder = newFolder();
    const spool = opened(folder);
    spool.hold({ ...FINISH, requestId: 5 }).stored();
    const left = spool.hold({ ...FINISH, requestId: 6 }).leave();
    spool.hold(FINISH);
    const saved = spool.saveHeld();
    assert.deepEqual(
      saved.map(({ finish }) => finish.requestId),
      [7],
    );
    assert.deepEqual(readdirSync(folder).sort(), [left, saved[0]?.spooledAs].sort());
  });

  test("is on the disk before its file has its name", () => {
    const folder = newFolder();
    const done: string[] = [];
    const disk: Disk = {
      ...realDisk,
      sync(file) {
        fsyncSync(file);
        done.push("sync");
      },
      rename(from, to) {
        renameSync(from, to);
        done.push("rename");
      },
    };
    openSpool(folder, production, disk).hold(FINISH).leave();
    assert.deepEqual(done, ["sync", "rename"]);
  });

  test("comes back as it was, its date too", async () => {
    const folder = newFolder();
    spool(folder);
    const came: FinishCall[] = [];
    const deliver = async (finish: FinishCall): Promise<Delivery> => {
      came.push(finish);
      return taken;
    };
    await opened(folder).deliverDue(deliver, () => true);
    assert.deepEqual(came, [FINISH]);
    assert.deepEqual(readdirSync(folder), []);
  });

  test("is in a file that is the owner's alone, whose name holds ids only", () => {
    const folder = newFolder();
    const name = spool(folder);
    assert.match(name, /^7-9-[0-9a-f-]{36}\.json$/);
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
  });

  test("is told not to be saved, and nothing is thrown, where the folder cannot be made", () => {
    const file = join(mkdtempSync(join(root, "test-")), "file");
    writeFileSync(file, "");
    const held = opened(join(file, "spool")).hold(FINISH);
    assert.deepEqual([held.save(), held.leave()], [null, null]);
  });
});

suite("a rename that the system refuses", () => {
  const busy = (times: number): Disk & { readonly paused: number[] } => {
    let left = times;
    const paused: number[] = [];
    return {
      paused,
      sync() {},
      pause: (ms) => void paused.push(ms),
      rename(from, to) {
        if (left-- > 0) throw Object.assign(new Error("busy"), { code: "EBUSY" });
        renameSync(from, to);
      },
    };
  };

  test("is tried again for a moment", () => {
    const folder = newFolder();
    const disk = busy(3);
    const name = openSpool(folder, production, disk).hold(FINISH).leave();
    assert.deepEqual([readdirSync(folder), disk.paused], [[name], [10, 20, 40]]);
    assert.match(String(name), /\.json$/);
  });

  test("leaves the whole reply under its temporary name, which is told, found and delivered", async () => {
    const folder = newFolder();
    const name = openSpool(folder, production, busy(Number.POSITIVE_INFINITY)).hold(FINISH).leave();
    assert.match(String(name), /\.json\.tmp$/);
    assert.deepEqual(readdirSync(folder), [name]);
    assert.deepEqual(await deliverDue(folder, taken), [], "its writer may be about to rename it");
    utimesSync(join(folder, String(name)), new Date(0), new Date(0));
    assert.deepEqual(opened(folder).count(), { waiting: 1, rejected: 0, foreign: 0, unfinished: 0 });
    assert.deepEqual(await deliverDue(folder, taken), [7]);
    assert.deepEqual(readdirSync(folder), []);
  });

  test("of a reply that the database has not taken is tried again too", async () => {
    const folder = newFolder();
    const name = spool(folder);
    let renames = 0;
    const disk: Disk = {
      sync() {},
      pause() {},
      rename(from, to) {
        if (++renames === 2) throw Object.assign(new Error("busy"), { code: "EBUSY" });
        renameSync(from, to);
      },
    };
    await openSpool(folder, production, disk).deliverDue(
      async () => later,
      () => true,
    );
    assert.deepEqual(readdirSync(folder), [name.replace(/json$/, "1.json")]);
  });

  test("of a reply that the database has not taken leaves it to a later process", async () => {
    const folder = newFolder();
    spool(folder);
    let takes = 0;
    const disk: Disk = {
      sync() {},
      pause() {},
      rename(from, to) {
        if (takes++ > 0) throw Object.assign(new Error("busy"), { code: "EPERM" });
        renameSync(from, to);
      },
    };
    await openSpool(folder, production, disk).deliverDue(
      async () => later,
      () => true,
    );
    const [left = ""] = readdirSync(folder);
    utimesSync(join(folder, left), new Date(0), new Date(0));
    assert.deepEqual(await deliverDue(folder, taken), [7]);
  });
});

suite("a file of the spool", () => {
  test("half written is left alone and counted", async () => {
    const folder = newFolder();
    putOld(folder, "7-9-x.json.tmp", TEXT.slice(0, -1));
    assert.deepEqual(await deliverDue(folder, taken), []);
    assert.deepEqual(opened(folder).count(), { waiting: 0, rejected: 0, foreign: 0, unfinished: 1 });
  });

  test("of an earlier version, which names no database, is delivered", async () => {
    const folder = newFolder();
    putOld(folder, "7-9-x.json", TEXT);
    assert.deepEqual(await deliverDue(folder, taken), [7]);
  });

  test("that is refused for good goes to rejected, and is delivered again when it is moved back", async () => {
    const folder = newFolder();
    const name = spool(folder);
    await deliverDue(folder, rejected);
    assert.deepEqual([readdirSync(folder), readdirSync(join(folder, "rejected"))], [["rejected"], [name]]);
    assert.deepEqual(opened(folder).count(), { waiting: 0, rejected: 1, foreign: 0, unfinished: 0 });
    renameSync(join(folder, "rejected", name), join(folder, name));
    assert.deepEqual(await deliverDue(folder, taken), [7]);
  });

  const damaged: readonly (readonly [what: string, text: string])[] = [
    ["text that is not JSON", '{"requestId":'],
    ["no finish", "{}"],
    ["null", "null"],
    ["a request of another number than its name", JSON.stringify(OTHER)],
    ["a token that is not one", JSON.stringify({ ...FINISH, leaseToken: "x" })],
    ["a time that is not one", JSON.stringify({ ...FINISH, sentAt: "yesterday" })],
    ["a reply that is not text", JSON.stringify({ ...FINISH, responseData: { infcode: 0 } })],
  ];
  for (const [what, text] of damaged) {
    test(`with ${what} goes to rejected and stops nothing`, async () => {
      const folder = newFolder();
      putOld(folder, "7-9-damaged.json", text);
      spool(folder, OTHER);
      assert.deepEqual(await deliverDue(folder, taken), [8]);
      assert.deepEqual(readdirSync(join(folder, "rejected")), ["7-9-damaged.json"]);
    });
  }

  test("whose name is not the spool's is left alone", async () => {
    const folder = newFolder();
    putOld(folder, "notes.json", TEXT);
    assert.deepEqual(await deliverDue(folder, taken), []);
    assert.deepEqual(readdirSync(folder), ["notes.json"]);
  });

  test("that is a link is not followed", async () => {
    const folder = newFolder();
    const target = join(mkdtempSync(join(root, "target-")), "7-9-x.json");
    writeFileSync(target, TEXT);
    mkdirSync(folder);
    symlinkSync(target, join(folder, "7-9-x.json"));
    assert.deepEqual(await deliverDue(folder, taken), []);
    assert.deepEqual(opened(folder).count(), { waiting: 0, rejected: 0, foreign: 0, unfinished: 0 });
    assert.equal(readFileSync(target, "utf8"), TEXT);
  });

  test("is not moved through a link that is in the place of rejected", async () => {
    const folder = newFolder();
    const target = mkdtempSync(join(root, "target-"));
    spool(folder);
    symlinkSync(target, join(folder, "rejected"));
    await deliverDue(folder, rejected);
    assert.deepEqual(readdirSync(target), []);
    assert.equal(readdirSync(folder).length, 2, "the file is still there");
  });

  test("that a living process has taken is left alone", async () => {
    const folder = newFolder();
    const name = spool(folder);
    renameSync(join(folder, name), join(folder, `${name}.4711.taken`));
    assert.deepEqual(await deliverDue(folder, taken), []);
  });

  test("that a dead process took long ago is delivered", async () => {
    const folder = newFolder();
    putOld(folder, "7-9-x.2.json.4711.taken", TEXT);
    assert.deepEqual(await deliverDue(folder, taken), [7]);
    assert.deepEqual(readdirSync(folder), []);
  });
});
