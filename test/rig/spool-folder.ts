import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import type { FinishCall } from "../../src/store/finish.ts";
import type { Delivery } from "../../src/store/spool/delivery.ts";
import { openSpool, type Spool } from "../../src/store/spool/spool.ts";

export const root = mkdtempSync(join(tmpdir(), "spool-"));
after(() => rmSync(root, { recursive: true, force: true }));

export const FINISH: FinishCall = {
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
export const OTHER: FinishCall = { ...FINISH, requestId: 8, attemptId: 10 };
export const TEXT = JSON.stringify(FINISH);

export const production = { server: "hisdb,1433", database: "HIS" };
export const taken: Delivery = { result: "taken" };
export const later: Delivery = { result: "later", why: "error 9002" };
export const rejected: Delivery = { result: "rejected", why: "error 51001" };

export function newFolder(): string {
  return join(mkdtempSync(join(root, "test-")), "spool");
}

export const opened = (folder: string): Spool => openSpool(folder, production);

export function spool(folder: string, finish: FinishCall = FINISH): string {
  const name = opened(folder).hold(finish).leave();
  assert.notEqual(name, null);
  return name ?? "";
}

/** Puts a file there as if it had been written long ago. */
export function putOld(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  utimesSync(join(folder, name), new Date(0), new Date(0));
}

export async function deliverDue(folder: string, delivery: Delivery): Promise<number[]> {
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
