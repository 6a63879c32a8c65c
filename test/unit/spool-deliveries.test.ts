import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import type { FinishCall } from "../../src/store/finish.ts";
import type { Delivery } from "../../src/store/spool/delivery.ts";
import { type Owner, ownerOf } from "../../src/store/spool/owner.ts";
import { openSpool } from "../../src/store/spool/spool.ts";
import {
  deliverDue,
  later,
  newFolder,
  OTHER,
  opened,
  production,
  putOld,
  rejected,
  spool,
  TEXT,
  taken,
} from "../rig/spool-folder.ts";

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
  const others: readonly (readonly [what: string, owner: Owner])[] = [
    ["another database of the server", { server: "hisdb,1433", database: "HIS_TEST" }],
    ["a database of this name on another server", { server: "hisdb2,1433", database: "HIS" }],
  ];
  for (const [what, owner] of others) {
    test(`leaves the calls of ${what} alone, and says that there are others`, async () => {
      const folder = newFolder();
      const name = spool(folder);
      const other = openSpool(folder, owner);
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
  }

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
