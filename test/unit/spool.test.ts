import assert from "node:assert/strict";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import type { FinishCall } from "../../src/store/finish.ts";
import type { Delivery } from "../../src/store/spool/delivery.ts";
import type { Disk } from "../../src/store/spool/disk.ts";
import { ownerOf } from "../../src/store/spool/owner.ts";
import { openSpool, type Spool } from "../../src/store/spool/spool.ts";

const root = mkdtempSync(join(tmpdir(), "spool-"));
after(() => rmSync(root, { recursive: true, force: true }));

const FINISH: FinishCall = {
  requestId: 7,
  attemptId: 9,
  leaseToken: "11111111-2222-3333-4444-555555555555",
  outcome: "REPLIED",
  httpStatus: 200,
  durationMs: 12,
  sentAt: new Date("2024-11-01T10:30:00.123Z"),
  cause: null,
  requestBody: "{}",
  status: "COMPLETED",
  errorCode: null,
  infcode: "0",
  errMsg: "",
  responseData: '{"infcode":0,"output":{"psn_name":"张三"}}',
  giveUpSeconds: 7200,
};
const OTHER: FinishCall = { ...FINISH, requestId: 8, attemptId: 10 };
const TEXT = JSON.stringify(FINISH);

const production = { server: "hisdb,1433", database: "HIS" };
const taken: Delivery = { result: "taken" };
const later: Delivery = { result: "later", why: "error 9002" };
const rejected: Delivery = { result: "rejected", why: "error 51001" };

function newFolder(): string {
  return join(mkdtempSync(join(root, "test-")), "spool");
}

const opened = (folder: string): Spool => openSpool(folder, production);

function spool(folder: string, finish: FinishCall = FINISH): string {
  const name = opened(folder).hold(finish).leave();
  assert.notEqual(name, null);
  return name ?? "";
}

/** Puts a file there as if it had been written long ago. */
function putOld(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  utimesSync(join(folder, name), new Date(0), new Date(0));
}

async function deliverDue(folder: string, delivery: Delivery): Promise<number[]> {
  const delivered: number[] = [];
  await opened(folder).deliverDue(
    async (finish) => {
      delivered.push(finish.requestId);
      return delivery;
    },
    () => true,
  );
  return delivered;
}

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

suite("a delivery that fails", () => {
  test("is counted in the file's name, and is not tried again at once", async () => {
    const folder = newFolder();
    const stem = spool(folder).replace(/\.json$/, "");
    assert.deepEqual(await deliverDue(folder, later), [7]);
    assert.deepEqual(readdirSync(folder), [`${stem}.1.json`]);
    assert.deepEqual(await deliverDue(folder, taken), []);
  });

  const pauses: readonly (readonly [tries: number, seconds: number])[] = [
    [1, 10],
    [2, 20],
    [4, 80],
    [7, 600],
    [99, 600],
  ];
  for (const [tries, seconds] of pauses) {
    test(`for the ${tries}. time is followed by a pause of ${seconds} s`, async () => {
      const folder = newFolder();
      const name = `7-9-x.${tries}.json`;
      putOld(folder, name, TEXT);
      const agedBy = (ms: number): void => {
        const then = new Date(Date.now() - ms);
        utimesSync(join(folder, name), then, then);
      };
      agedBy(seconds * 1000 - 5000);
      assert.deepEqual(await deliverDue(folder, later), []);
      agedBy(seconds * 1000 + 1000);
      assert.deepEqual(await deliverDue(folder, later), [7]);
    });
  }

  test("does not stop the others, and comes after them when it is due again", async () => {
    const folder = newFolder();
    putOld(folder, "7-9-x.3.json", TEXT);
    spool(folder, OTHER);
    assert.deepEqual(await deliverDue(folder, later), [8, 7]);
  });

  test("because it throws does not stop the others either", async () => {
    const folder = newFolder();
    spool(folder);
    spool(folder, OTHER);
    const asked: number[] = [];
    await opened(folder).deliverDue(
      async ({ requestId }) => {
        asked.push(requestId);
        throw new RangeError("a defect");
      },
      () => true,
    );
    assert.deepEqual([asked, opened(folder).count()?.waiting], [[7, 8], 2]);
  });

  test("is not begun when there is no time", async () => {
    const folder = newFolder();
    spool(folder);
    let asked = 0;
    await opened(folder).deliverDue(
      async () => {
        asked++;
        return taken;
      },
      () => false,
    );
    assert.equal(asked, 0);
  });
});

suite("a spool of several databases", () => {
  const testing = { server: "hisdb,1433", database: "HIS_TEST" };

  test("gives each database its own calls, and says that there are others", async () => {
    const folder = newFolder();
    const name = spool(folder);
    const other = openSpool(folder, testing);
    const asked: number[] = [];
    const deliver = async ({ requestId }: FinishCall): Promise<Delivery> => {
      asked.push(requestId);
      return rejected;
    };
    await other.deliverDue(deliver, () => true);
    assert.deepEqual(
      [asked, readdirSync(folder), await other.deliverOf(7, deliver)],
      [[], [name], { delivered: 0, undelivered: [] }],
    );
    assert.deepEqual(other.count(), { waiting: 0, rejected: 0, foreign: 1, unfinished: 0 });
    assert.deepEqual(await deliverDue(folder, taken), [7]);
  });

  test("names server and database in the file", () => {
    const folder = newFolder();
    const { server, database } = JSON.parse(readFileSync(join(folder, spool(folder)), "utf8"));
    assert.deepEqual({ server, database }, production);
  });

  test("knows a server however it is written", () => {
    const rest = {
      database: "HIS",
      user: "u",
      password: "p",
      domain: null,
      encrypt: true,
      trustServerCertificate: false,
      tlsMinVersion: "TLSv1.2" as const,
      multiSubnetFailover: false,
      applicationName: "test",
    };
    const server = (name: string, port: number | null, instanceName: string | null): string =>
      ownerOf({ ...rest, server: name, port, instanceName }).server;
    assert.deepEqual(
      [server("HISDB", 1433, null), server("127.0.0.1", 1433, null), server("localhost", 1433, null)],
      ["hisdb,1433", "localhost,1433", "localhost,1433"],
    );
    assert.equal(server("HISDB", null, "Sql2019"), "hisdb\\sql2019");
  });

  test("a database name in another case is the same database", async () => {
    const folder = newFolder();
    spool(folder);
    let asked = 0;
    const deliver = async (): Promise<Delivery> => {
      asked++;
      return taken;
    };
    await openSpool(folder, { server: "hisdb,1433", database: "his" }).deliverDue(deliver, () => true);
    assert.equal(asked, 1);
  });
});

suite("the spooled calls of one request", () => {
  const ask = (folder: string, delivery: Delivery) => opened(folder).deliverOf(7, async () => delivery);

  test("are delivered whether due or not, and no others", async () => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(join(folder, "7-9-x.5.json"), TEXT);
    const other = spool(folder, OTHER);
    assert.deepEqual(await ask(folder, taken), { delivered: 1, undelivered: [] });
    assert.deepEqual(readdirSync(folder), [other]);
  });

  const undelivered: readonly (readonly [what: string, file: string, delivery: Delivery, why: string])[] = [
    ["the database does not take", "7-9-x.json", later, "error 9002"],
    [
      "a living process is delivering",
      "7-9-x.json.4711.taken",
      taken,
      "another process is delivering it; repeat after a minute",
    ],
    ["a living process is writing", "7-9-x.json.tmp", taken, "another process is writing it; repeat after a minute"],
    ["was rejected", "rejected/7-9-x.json", taken, "the database refused it for good, or it is damaged"],
  ];
  for (const [what, file, delivery, why] of undelivered) {
    test(`include one that ${what}: it is named, with the cause`, async () => {
      const folder = newFolder();
      mkdirSync(join(folder, "rejected"), { recursive: true });
      writeFileSync(join(folder, file), TEXT);
      assert.deepEqual(await ask(folder, delivery), { delivered: 0, undelivered: [{ file, why }] });
    });
  }

  test("include a whole one under its temporary name, and not a half", async () => {
    const folder = newFolder();
    putOld(folder, "7-9-a.json.tmp", TEXT);
    putOld(folder, "7-9-b.json.tmp", TEXT.slice(0, -1));
    assert.deepEqual(await ask(folder, taken), { delivered: 1, undelivered: [] });
  });

  test("are not taken to be absent because the folder cannot be listed", async () => {
    const folder = newFolder();
    writeFileSync(folder, "a file where the folder should be");
    assert.deepEqual(await ask(folder, taken), {
      delivered: 0,
      undelivered: [{ file: "", why: "the folder cannot be listed (ENOTDIR)" }],
    });
    assert.equal(opened(folder).count(), null);
  });

  test("are none in a folder that is not there", async () => {
    assert.deepEqual(await ask(newFolder(), taken), { delivered: 0, undelivered: [] });
  });

  test("are not taken to be absent because a file cannot be read", {
    skip: process.getuid?.() === 0 && "root reads everything",
  }, async () => {
    const folder = newFolder();
    const name = spool(folder);
    chmodSync(join(folder, name), 0);
    const { delivered, undelivered } = await ask(folder, taken);
    assert.deepEqual([delivered, undelivered[0]?.why], [0, "the file cannot be read or sent (EACCES)"]);
  });
});
