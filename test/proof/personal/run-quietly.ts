import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadInterface } from "../../../src/interfaces/load.ts";
import { openLog } from "../../../src/log.ts";
import { asciiJson } from "../../../src/report/ascii.ts";
import { reportLine, reportOf } from "../../../src/report/report.ts";
import { deadlineFrom } from "../../../src/run/deadline.ts";
import type { Dependencies } from "../../../src/run/dependencies.ts";
import { run } from "../../../src/run/run.ts";
import type { Procedures } from "../../../src/store/procedures.ts";
import { openSpool } from "../../../src/store/spool/spool.ts";
import type { Database } from "../../standins/sqlserver/session-state.ts";
import { configuration } from "../histories/configuration.ts";
import { insertInput } from "../histories/insert.ts";
import { execute } from "../histories/memory-store.ts";
import { emptyDatabase } from "../histories/world.ts";
import type { Path } from "./paths.ts";
import type { Person } from "./person.ts";

/** What the rest of the world may see of a run. */
export interface Seen {
  /** The line, the JSON, the log, and the names in the spool. */
  readonly text: string;
  readonly spoolModes: readonly number[];
}

export interface Trouble {
  /** The database refuses the end. */
  readonly isSpooled: boolean;
  /** A defect of ours whose message quotes the person. */
  readonly defect: "none" | "before" | "after";
}

/** Carries a person's data along a path, with the real log and the real spool. */
export async function runQuietly(path: Path, person: Person, trouble: Trouble): Promise<Seen> {
  const folder = mkdtempSync(join(tmpdir(), "medical-insurance-personal-"));
  try {
    const database = emptyDatabase();
    const input = path.input(person);
    await insertInput(database, path.infno(person), typeof input === "string" ? input : JSON.stringify(input));
    const logging = { level: "debug", folder, stem: "processor", extension: ".log", keepDays: 1 } as const;
    const dependencies = dependenciesOf(path, person, trouble, {
      database,
      folder,
      log: openLog(logging, () => new Date()),
    });
    const ending = await run(
      { requestId: 1, replay: false, confirmed: false },
      deadlineFrom(0, configuration.deadlineSeconds),
      dependencies,
    );
    const report = reportOf(1, ending, 1);
    const spooled = names(join(folder, "spool"));
    const logs = names(folder).filter((name) => name.endsWith(".log"));
    return {
      text: [
        reportLine(report),
        asciiJson(report),
        ...spooled,
        ...names(folder),
        ...logs.map((name) => readFileSync(join(folder, name), "utf8")),
      ].join("\n"),
      spoolModes: spooled.map((name) => statSync(join(folder, "spool", name)).mode & 0o777),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Surroundings {
  readonly database: ReturnType<typeof emptyDatabase>;
  readonly folder: string;
  readonly log: Dependencies["log"];
}

function dependenciesOf(
  path: Path,
  person: Person,
  { isSpooled, defect }: Trouble,
  { database, folder, log }: Surroundings,
): Dependencies {
  const fail = (): never => {
    throw new TypeError(`cannot read ${JSON.stringify(person)}`);
  };
  return {
    configuration,
    clock: { elapsedMs: () => 100, epochMs: () => 0 },
    random: () => 0,
    sleep: async () => {},
    newToken: () => "00000000-0000-4000-8000-000000000001",
    owner: "proof",
    requestedBy: "proof",
    procedures: quietProcedures(database, isSpooled),
    openSession: () => quietProcedures(database, isSpooled),
    loadInterface: defect === "before" ? fail : loadInterface,
    connectEarly: () => ({ take: async () => null, close() {} }),
    connectInsurer: async () => ({ close() {}, post: async () => (defect === "after" ? fail() : path.answer(person)) }),
    spool: openSpool(join(folder, "spool"), { server: "nowhere,1", database: "HIS" }),
    log,
  };
}

function quietProcedures(database: Database, isSpooled: boolean): Procedures {
  const call: Procedures["call"] = async (name, parameters) => {
    if (isSpooled && name.endsWith("finish")) return { reason: "call-refused", number: 50_000, cause: "error 50000" };
    return execute(database, name, parameters);
  };
  const awaited_ms = { type: "int", value: 5000 } as const;
  return {
    call,
    callWhileAwaited: (name, parameters, untilMs) => call(name, { ...parameters, awaited_ms }, untilMs),
    close() {},
  };
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No spool, when all was stored.
    return [];
  }
}
