import { utimesSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { inputOfClass } from "../../e2e/inputs.ts";
import type { Exit, Running } from "../../rig/processor.ts";
import { openRig } from "../../rig/rig.ts";
import * as answers from "../../standins/insurer/answers.ts";
import { caFile, readCertificate } from "../../standins/insurer/certificates.ts";
import type { InsurerStandIn } from "../../standins/insurer/insurer.ts";
import type { Answer } from "../../standins/insurer/script.ts";
import { rescueExpired } from "../../standins/sqlserver/procedures/rescue.ts";
import { sqlError } from "../../standins/sqlserver/sql-error.ts";

export type Class = "A" | "B" | "C";
export { inputOfClass };

/** A call to a procedure that has been stopped before or after the database executes it. */
export interface Hold {
  readonly reached: Promise<void>;
  /** on: as if nothing had been. lost: the connection breaks. refused: the database raises an error. */
  release(how: "on" | "lost" | "refused"): void;
}

/** What is kept of a request in the tables. */
export interface Books {
  readonly status: string;
  readonly error_code: string | null;
  readonly msgid: string | null;
  /** The attempts' outcomes, in order. */
  readonly outcomes: readonly string[];
}

/** A processor between a database and an insurer, and a hand on both. */
export interface Stage {
  readonly insurer: InsurerStandIn;
  readonly folder: string;
  insert(of: Class): Promise<number>;
  start(...words: readonly (string | number)[]): Running;
  run(...words: readonly (string | number)[]): Promise<Exit>;
  hold(procedure: `sp_${string}`, moment: "before" | "after"): Hold;
  books(requestId: number): Promise<Books>;
  /** The lease, or the time in which a processor should have come, is over; then rescue runs, as a call by HIS makes it. */
  rescueLater(requestId: number): Promise<void>;
  close(): Promise<void>;
}

/** A stage whose database is the stand-in. */
export async function openStage({ tls }: { readonly tls: boolean }): Promise<Stage> {
  const rig = await openRig(
    tls ? { insurer: { tls: readCertificate("server") }, configuration: { sdk: { ca_file: caFile } } } : {},
  );
  for (const { infno } of Object.values(inputOfClass)) rig.insurer.answer(infno, goodAnswer(infno));
  return {
    insurer: rig.insurer,
    folder: rig.folder,
    insert: async (of) => rig.insert(inputOfClass[of].infno, inputOfClass[of].input),
    start: rig.start,
    run: rig.run,
    hold(procedure, moment) {
      const hold = rig.sql.faults.hold(procedure, moment);
      const faults = { on: undefined, lost: { kind: "drop" }, refused: REFUSAL } as const;
      return { reached: hold.reached, release: (how) => hold.release(faults[how]) };
    },
    async books(requestId) {
      const { status, error_code, msgid } = rig.request(requestId);
      return { status, error_code, msgid, outcomes: rig.attempts(requestId).map(({ outcome }) => outcome) };
    },
    async rescueLater(requestId) {
      const past = new Date(Date.now() - 61_000);
      const row = rig.request(requestId);
      Object.assign(row, row.status === "PENDING" ? { create_time: past } : { lease_until: past });
      await ageSpool(rig.folder);
      const { tables, database: name } = rig.sql;
      rescueExpired({ name, tables, now: () => new Date(), launch: undefined });
    },
    close: rig.close,
  };
}

/** The insurer's stand-in knows no output for 2205, which has none. */
export function goodAnswer(infno: string): Answer {
  return infno === inputOfClass.B.infno ? answers.envelope({ infcode: 0, err_msg: "", output: "null" }) : answers.good;
}

const REFUSAL = { kind: "raise", error: sqlError(50_000, "The database does not take it.") } as const;

/** A file that a killed process has taken is anybody's a minute later. */
export async function ageSpool(folder: string): Promise<void> {
  for (const name of await spoolNames(folder)) {
    if (name.endsWith(".taken")) utimesSync(join(folder, "logs/spool", name), new Date(0), new Date(0));
  }
}

export async function spoolNames(folder: string): Promise<readonly string[]> {
  return readdir(join(folder, "logs/spool")).catch(() => []);
}
