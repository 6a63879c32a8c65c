import { openRig } from "../../rig/rig.ts";
import { caFile, readCertificate } from "../../standins/insurer/certificates.ts";
import { newIdentity } from "../../standins/sqlserver/identity.ts";
import { rescueExpired } from "../../standins/sqlserver/procedures/rescue.ts";
import { sqlError } from "../../standins/sqlserver/sql-error.ts";
import { goodAnswer, inputOf, type Stage, type StageOptions } from "./stage.ts";

/** A stage whose database is the stand-in. */
export async function openStage({ tls }: StageOptions): Promise<Stage> {
  const rig = await openRig(
    tls ? { insurer: { tls: readCertificate("server") }, configuration: { sdk: { ca_file: caFile } } } : {},
  );
  for (const infno of ["1101", "2205", "2207"]) rig.insurer.answer(infno, goodAnswer(infno));
  return {
    insurer: rig.insurer,
    folder: rig.folder,
    async insert(of, mode = "sync", number = 1) {
      const { infno, input } = inputOf(of, number);
      return rig.insert(infno, input, mode);
    },
    start: rig.start,
    run: rig.run,
    hold(procedure, moment) {
      const hold = rig.sql.faults.hold(procedure, moment);
      const faults = { on: undefined, lost: { kind: "drop" }, refused: REFUSAL } as const;
      return { reached: hold.reached, release: (how) => hold.release(faults[how]) };
    },
    async books(requestId) {
      const { status, error_code, msgid } = rig.request(requestId);
      const outcomes = rig.attempts(requestId).map(({ outcome }) => outcome);
      return { status, error_code, msgid, outcomes, responses: rig.responses(requestId).length };
    },
    async letTimePass(requestId) {
      const past = new Date(Date.now() - 61_000);
      const row = rig.request(requestId);
      Object.assign(row, row.status === "PENDING" ? { create_time: past } : { lease_until: past });
    },
    async rescue() {
      const { tables, database: name } = rig.sql;
      const now = (): Date => new Date();
      const identity = tables.medical_insurance_accepted_databases.at(-1) ?? newIdentity(name, now());
      const typedViews = new Map();
      rescueExpired({
        name,
        tables,
        typedViews,
        identity,
        isDurabilityForced: false,
        now,
        launch: undefined,
        processorPath: "",
      });
    },
    close: rig.close,
  };
}

const REFUSAL = { kind: "raise", error: sqlError(51_001, "The database does not take it.") } as const;
