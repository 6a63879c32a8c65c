import { utimesSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { inputOfClass, settlement } from "../../rig/inputs.ts";
import type { Exit, Running } from "../../rig/processor.ts";
import * as answers from "../../standins/insurer/answers.ts";
import type { InsurerStandIn } from "../../standins/insurer/insurer.ts";
import type { Answer } from "../../standins/insurer/script.ts";

export type Class = "A" | "B" | "C";

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
  readonly responses: number;
}

/** A processor between a database and an insurer, and a hand on both. */
export interface Stage {
  readonly insurer: InsurerStandIn;
  readonly folder: string;
  /** Puts a request that waits; each number is a settlement of its own. */
  insert(of: Class, mode?: "sync" | "queue", number?: number): Promise<number>;
  start(...words: readonly (string | number)[]): Running;
  run(...words: readonly (string | number)[]): Promise<Exit>;
  hold(procedure: `sp_${string}`, moment: "before" | "after"): Hold;
  books(requestId: number): Promise<Books>;
  /** The lease, or the time in which a processor should have come, is over. */
  letTimePass(requestId: number): Promise<void>;
  /** Runs the procedure, as a call by HIS does. */
  rescue(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  /** The insurer speaks TLS: before it no byte of a request leaves. */
  readonly tls: boolean;
}

export function inputOf(of: Class, number: number): { readonly infno: string; readonly input: object } {
  return of === "C" ? { infno: inputOfClass.C.infno, input: settlement(number) } : inputOfClass[of];
}

/** The insurer's stand-in knows no output for 2205, which has none. */
export function goodAnswer(infno: string): Answer {
  return infno === inputOfClass.B.infno ? answers.envelope({ infcode: 0, err_msg: "", output: "null" }) : answers.good;
}

/** What a killed process has taken or has not named is anybody's after a while, and so is what failed a moment ago. */
export async function ageSpool(folder: string): Promise<void> {
  for (const name of await spoolNames(folder)) {
    utimesSync(join(folder, "logs/spool", name), new Date(0), new Date(0));
  }
}

export async function spoolNames(folder: string): Promise<readonly string[]> {
  return readdir(join(folder, "logs/spool")).catch(() => []);
}
